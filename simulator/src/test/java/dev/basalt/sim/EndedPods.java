package dev.basalt.sim;

import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import java.util.concurrent.CountDownLatch;

/** Counts pods that have ended. */
record EndedPods(CountDownLatch latch) implements ClusterObserver {
  @Override
  public void podEnded(SimulatedPod pod) {
    latch.countDown();
  }
}
