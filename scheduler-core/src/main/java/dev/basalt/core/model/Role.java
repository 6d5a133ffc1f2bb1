package dev.basalt.core.model;

/** The tasks of a job that share a role ({@code volcano.sh/task-spec}). */
public final class Role {
  private final String name;
  private final StatusCounts counts = new StatusCounts();
  int pendingBestEffort;

  Role(String name) {
    this.name = name;
  }

  /** The role's name, empty for tasks without one. */
  public String name() {
    return name;
  }

  public StatusCounts counts() {
    return counts;
  }

  /** Tasks that count towards the role's minimum, best-effort ones that still wait included. */
  public int readyTasks() {
    return counts.ready() + pendingBestEffort;
  }
}
