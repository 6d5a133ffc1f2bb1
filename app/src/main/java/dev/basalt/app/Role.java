package dev.basalt.app;

import dev.basalt.app.scheduler.HttpEndpoints.Probe;

/** A part of Basalt that runs alone in a process or beside others. */
public interface Role extends AutoCloseable {
  /** What it is called on the command line. */
  String name();

  /** Whether it lives; if not, the process had better start anew. */
  Probe health();

  /** Whether it can do its work now. */
  Probe readiness();

  /** Brings up to date what is published of it. */
  void refreshMetrics();

  /** An answer to a scrape was made, in so many nanoseconds. */
  default void scraped(long nanos) {}

  /** Ends cleanly, and returns when it has ended. */
  @Override
  void close();
}
