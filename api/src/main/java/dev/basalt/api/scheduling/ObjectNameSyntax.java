package dev.basalt.api.scheduling;

/** What the API server lets pass as the name of another object. */
final class ObjectNameSyntax {
  /** Lower-case words of letters, digits and inner hyphens, joined by dots. */
  static final String PATTERN =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  static final int MAX_LENGTH = 253;

  private ObjectNameSyntax() {}
}
