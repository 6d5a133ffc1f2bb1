package dev.basalt.cluster.write;

/**
 * One thread's worth of tasks: they run one after the other, never at the same time, each seeing
 * what those before it did. Both methods may be called from any thread and return at once.
 */
public interface WriteLoop {
  /** Runs a task as soon as those before it are done. */
  void execute(Runnable task);

  /** Runs a task once so many nanoseconds have passed; 0 or less is at once. */
  void after(long nanos, Runnable task);
}
