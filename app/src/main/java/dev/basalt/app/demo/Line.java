package dev.basalt.app.demo;

/** One line of a terminal, cut off where the terminal ends. */
final class Line {
  private final StringBuilder text = new StringBuilder();
  private final int width;
  private final boolean coloured;
  private int used;

  /**
   * Begins a line.
   *
   * @param width columns it may take
   */
  Line(int width, boolean coloured) {
    this.width = width;
    this.coloured = coloured;
  }

  /** Appends text; what has no place is left out. */
  Line add(Style style, String more) {
    String fitting = more.substring(0, Math.min(more.length(), width - used));
    text.append(coloured ? style.apply(fitting) : fitting);
    used += fitting.length();
    return this;
  }

  Line add(String more) {
    return add(Style.PLAIN, more);
  }

  /** Fills up with spaces so that the next text begins at a column, or one space further. */
  Line to(int column) {
    return add(" ".repeat(Math.max(1, column - used)));
  }

  /** Fills up so that a text ends at a column. */
  Line right(int column, Style style, String more) {
    return to(column - more.length()).add(style, more);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
