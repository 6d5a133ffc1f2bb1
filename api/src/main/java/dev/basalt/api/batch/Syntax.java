package dev.basalt.api.batch;

/** What the API server lets pass in fields of jobs. */
final class Syntax {
  /** A DNS label: a part of the names of a task's pods. */
  static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  static final int MAX_LABEL = 63;
  static final int MAX_NAME = 253;

  private Syntax() {}
}
