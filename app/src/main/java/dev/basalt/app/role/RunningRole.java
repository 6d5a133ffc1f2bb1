package dev.basalt.app.role;

/** A role that runs, with what it opened. */
final class RunningRole<R extends Role> implements AutoCloseable {
  private final R role;
  private final ClosingStack opened;
  private volatile boolean closing;

  /** Starts a role; if that fails, what it opened is closed but for its connections. */
  RunningRole(Role.Start<R> start, RoleContext context) {
    opened = context.opened();
    try {
      role = start.start(context);
    } catch (RuntimeException | Error e) {
      opened.closeFor(e);
      throw e;
    }
  }

  R role() {
    return role;
  }

  Probe health() {
    return role.health();
  }

  Probe readiness() {
    return closing ? Probe.of("stopping") : role.readiness();
  }

  /** Ends it cleanly, and returns when it has ended. */
  @Override
  public void close() {
    closing = true;
    try {
      opened.close();
    } finally {
      role.ended();
    }
  }
}
