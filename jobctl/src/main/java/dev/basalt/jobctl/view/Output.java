package dev.basalt.jobctl.view;

/** How answers are printed. */
public enum Output {
  TABLE,
  WIDE,
  JSON,
  YAML;

  /** Whether it is for programs. */
  public boolean document() {
    return this == JSON || this == YAML;
  }
}
