package dev.basalt.sim.replay;

import dev.basalt.sim.trace.TraceJob;

/** Where a job of the trace stands. */
final class JobProgress {
  static final long NOT_YET = -1;

  final TraceJob job;

  /** What a pod asks for, by the account's dimensions. */
  final long[] request;

  /** The queue's number in the account. */
  final int queue;

  /** Whether it could start on the empty cluster within its queue's capability. */
  final boolean placeable;

  long createdNanos = NOT_YET;
  long startedNanos = NOT_YET;

  /** Since when none of its waiting pods was bound. */
  long waitingSinceNanos = NOT_YET;

  /** Pods that exist without a node. */
  int waiting;

  /** Pods that were bound and were not lost since. */
  int placed;

  /** Pods that exist and have not ended. */
  int alive;

  /** How long it waited, since it last got on, although room and share were there. */
  long neglectedNanos;

  /** What later jobs of its queue were given since it was overdue; null before. */
  long[] overtaken = new long[0];

  /** Whether it was overtaken by as much as it asks for itself, in whatever pieces. */
  boolean bypassed;

  boolean starved;

  JobProgress(TraceJob job, long[] request, int queue, boolean placeable) {
    this.job = job;
    this.request = request;
    this.queue = queue;
    this.placeable = placeable;
  }

  boolean started() {
    return startedNanos != NOT_YET;
  }

  /** How many pods must be placed at once for it to get on. */
  int need() {
    return started() ? 1 : Math.max(1, job.minMember() - placed);
  }

  /** One of its pods was bound: whatever it suffered before is over. */
  void gotOn(long nowNanos) {
    waitingSinceNanos = nowNanos;
    neglectedNanos = 0;
    overtaken = new long[0];
  }
}
