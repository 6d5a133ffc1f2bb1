package dev.basalt.watchdog.memory;

import dev.basalt.watchdog.alert.Snapshot;

/** Keeps what must not be forgotten when a process ends. Owned by one thread. */
public interface Memory {
  /**
   * What was kept last; where nothing was, a fresh start, whose time is kept from then on.
   *
   * @throws MemoryException if that is not known
   */
  Snapshot load() throws MemoryException, InterruptedException;

  /**
   * Keeps it.
   *
   * @throws MemoryException if that is not known to have been done
   */
  void save(Snapshot snapshot) throws MemoryException, InterruptedException;
}
