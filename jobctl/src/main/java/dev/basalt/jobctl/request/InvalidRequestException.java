package dev.basalt.jobctl.request;

import java.util.List;

/** A request that no job can be made of. */
public final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  /**
   * With at least one problem.
   *
   * @param problems {@code field: what is wrong; the remedy}, in the order of the fields
   */
  public InvalidRequestException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  @Override
  public String getMessage() {
    return String.join("\n", problems);
  }

  /** Each problem as one line that begins with the field. */
  public List<String> problems() {
    return problems;
  }
}
