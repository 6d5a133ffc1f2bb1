package dev.basalt.core.model;

import java.util.BitSet;

/** Dense ids: always the lowest that is free. */
final class IdPool {
  private final BitSet taken = new BitSet();

  /** No id below is free: nothing is searched twice while ids are only taken. */
  private int lowest;

  int take() {
    int id = taken.nextClearBit(lowest);
    taken.set(id);
    lowest = id + 1;
    return id;
  }

  void give(int id) {
    taken.clear(id);
    lowest = Math.min(lowest, id);
  }
}
