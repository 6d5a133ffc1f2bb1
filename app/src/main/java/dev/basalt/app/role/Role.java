package dev.basalt.app.role;

/** A part of Basalt that runs alone in a process or beside others. */
public interface Role {
  /** Makes a role run. */
  @FunctionalInterface
  interface Start<R extends Role> {
    /**
     * Connects and starts; returns once everything is on its way.
     *
     * @param context what the process has for it; if this fails, what it opened there is closed
     * @throws dev.basalt.app.CommandFailure if the role cannot run here
     */
    R start(RoleContext context);
  }

  /** What it is called on the command line. */
  String name();

  /** Whether it lives; if not, the process had better start anew. */
  Probe health();

  /** Whether it can do its work now. */
  Probe readiness();

  /** Brings up to date what is published of it and is not read when it is asked for. */
  default void refreshMetrics() {}

  /** An answer to a scrape was made, in so many nanoseconds. */
  default void scraped(long nanos) {}

  /** It has ended: all that it opened is closed. */
  default void ended() {}
}
