package dev.basalt.core.model;

import java.util.BitSet;

/** Dense ids: always the lowest that is free. */
final class IdPool {
  private final BitSet taken = new BitSet();

  int take() {
    int id = taken.nextClearBit(0);
    taken.set(id);
    return id;
  }

  void give(int id) {
    taken.clear(id);
  }
}
