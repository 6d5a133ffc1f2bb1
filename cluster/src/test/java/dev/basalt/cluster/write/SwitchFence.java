package dev.basalt.cluster.write;

import dev.basalt.cluster.lead.Fence;

/** A fence that a test opens and closes. */
final class SwitchFence implements Fence {
  volatile long epoch = 1;
  volatile boolean late;
  volatile boolean leading = true;

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Permit permit(long asked) {
    if (!leading || asked != epoch) {
      return Permit.LOST;
    }
    return late ? Permit.WAIT : Permit.SEND;
  }
}
