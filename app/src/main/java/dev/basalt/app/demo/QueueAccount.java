package dev.basalt.app.demo;

import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** What the pods of one queue want and hold. */
final class QueueAccount {
  /** The states of a pod that an account tells apart. */
  enum State {
    PENDING,
    STARTING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    GONE;

    /** Whether a pod in it holds room of its node. */
    boolean holdsRoom() {
      return this == STARTING || this == RUNNING;
    }

    /** Whether a pod in it holds room or asks for it. */
    boolean wantsRoom() {
      return this == PENDING || holdsRoom();
    }
  }

  private record Ended(long cpuMillis, long atNanos) {}

  private final DemoQueue queue;
  private final int[] pods = new int[State.values().length];
  private long wantedCpu;
  private long wantedMemory;
  private long heldCpu;
  private long heldMemory;
  private final Deque<Ended> ended = new ArrayDeque<>();

  QueueAccount(DemoQueue queue) {
    this.queue = queue;
  }

  void enter(State state, ResourceList requests) {
    add(state, requests, 1);
  }

  void leave(State state, ResourceList requests) {
    add(state, requests, -1);
  }

  /** A pod that held room has ended. */
  void ended(ResourceList requests, long nowNanos) {
    ended.add(new Ended(requests.get(ResourceSchema.CPU_NAME), nowNanos));
  }

  /** What pods held that ended since, in milli-CPU; what ended before is forgotten. */
  long endedCpuSince(long nanos) {
    while (!ended.isEmpty() && ended.getFirst().atNanos() < nanos) {
      ended.removeFirst();
    }
    return ended.stream().mapToLong(Ended::cpuMillis).sum();
  }

  DemoQueue queue() {
    return queue;
  }

  long wantedCpu() {
    return wantedCpu;
  }

  long wantedMemory() {
    return wantedMemory;
  }

  ResourceList allocated() {
    return ResourceList.of(
        Map.of(ResourceSchema.CPU_NAME, heldCpu, ResourceSchema.MEMORY_NAME, heldMemory));
  }

  PodCounts counts() {
    return new PodCounts(
        pods[State.PENDING.ordinal()],
        pods[State.STARTING.ordinal()],
        pods[State.RUNNING.ordinal()],
        pods[State.SUCCEEDED.ordinal()],
        pods[State.FAILED.ordinal()]);
  }

  private void add(State state, ResourceList requests, int sign) {
    pods[state.ordinal()] += sign;
    long cpu = sign * requests.get(ResourceSchema.CPU_NAME);
    long memory = sign * requests.get(ResourceSchema.MEMORY_NAME);
    if (state.wantsRoom()) {
      wantedCpu += cpu;
      wantedMemory += memory;
    }
    if (state.holdsRoom()) {
      heldCpu += cpu;
      heldMemory += memory;
    }
  }
}
