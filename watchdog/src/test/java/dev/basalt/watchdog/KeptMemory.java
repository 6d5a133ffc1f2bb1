package dev.basalt.watchdog;

import dev.basalt.watchdog.alert.Snapshot;
import dev.basalt.watchdog.memory.Memory;
import dev.basalt.watchdog.memory.MemoryException;

/** Memory that outlives processes of a test. */
final class KeptMemory implements Memory {
  private Snapshot kept;
  boolean broken;
  int saves;

  /** It was installed at a time. */
  KeptMemory(long sinceMillis) {
    kept = Snapshot.fresh(sinceMillis);
  }

  Snapshot kept() {
    return kept;
  }

  @Override
  public Snapshot load() throws MemoryException {
    check();
    return kept;
  }

  @Override
  public void save(Snapshot snapshot) throws MemoryException {
    check();
    kept = snapshot;
    saves++;
  }

  private void check() throws MemoryException {
    if (broken) {
      throw new MemoryException("the API server does not answer", false);
    }
  }
}
