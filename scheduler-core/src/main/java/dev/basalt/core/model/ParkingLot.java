package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are set aside: what they wait for decides what wakes them. A job that lacks room stands
 * in the line of each class of its pending pods and is looked at again when a node's room rose that
 * takes such pods; one that its namespace holds back stands in the namespace's line, one that waits
 * for other jobs of its queue in the queue's; any other job is woken by whatever may help a job at
 * all; each may have a time at which it is tried in any case.
 *
 * <p>Cost: O(1) to set a job aside or to wake it (O(log jobs) if it has a time), nothing while it
 * waits.
 */
public final class ParkingLot {
  /** A job's place in a line. */
  static final class Spot {
    final Job job;
    final Line line;
    int index;

    /** Pending tasks as it took its place: whatever changes them takes the job out of line. */
    int pods;

    Spot(Job job, Line line) {
      this.job = job;
      this.line = line;
    }
  }

  /**
   * Jobs that wait for the same: for anything, for room for pods of a class, for a namespace, for
   * other jobs of their queue.
   */
  static final class Line {
    final @Nullable PodClass podClass;
    final @Nullable Queue queue;
    final List<Spot> spots = new ArrayList<>();
    long seenRises;
    long seenVolumes = -1;

    Line(@Nullable PodClass podClass) {
      this.podClass = podClass;
      this.queue = null;
    }

    Line(Queue queue) {
      this.podClass = null;
      this.queue = queue;
    }
  }

  private record Alarm(long nanos, Job job, long ticket) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(ticket, other.ticket);
    }
  }

  private final JobSet jobs;
  private final Line forAnything = new Line((PodClass) null);
  private @Nullable Line[] forRoom = new @Nullable Line[16];
  private final BitSet occupied = new BitSet();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private long tickets;
  private int size;

  ParkingLot(JobSet jobs) {
    this.jobs = jobs;
  }

  /** Sets a job aside until anything happens that may help a job. */
  void park(Job job, long untilNanos) {
    unpark(job);
    size++;
    enter(job, forAnything);
    setAlarm(job, untilNanos);
  }

  /** Sets a job aside until the room of a node rises that takes one of its pending pods. */
  void parkForRoom(Job job, long untilNanos, ChangeLog rises) {
    PendingTasks pending = job.pending;
    if (pending.isEmpty()) {
      park(job, untilNanos);
      return;
    }
    unpark(job);
    size++;
    for (int kind = 0; kind < pending.kinds(); kind++) {
      Line line = lineOf(pending.podClass(kind));
      if (line.spots.isEmpty()) {
        line.seenRises = rises.head();
      }
      enter(job, line);
    }
    setAlarm(job, untilNanos);
  }

  /** Sets a job aside until its namespace is eased. */
  void parkForNamespace(Job job, long untilNanos) {
    unpark(job);
    size++;
    enter(job, job.namespace().line);
    setAlarm(job, untilNanos);
  }

  /** Sets a job aside until its turn in its queue may have come. */
  void parkInLine(Job job) {
    unpark(job);
    size++;
    enter(job, job.queue().line);
    job.queue().stale = true;
  }

  /** Takes a job off every line; it is on the active list then. */
  void unpark(Job job) {
    if (job.spots.isEmpty()) {
      return;
    }
    for (Spot spot : job.spots) {
      leave(spot);
    }
    job.spots.clear();
    size--;
    job.parkTicket = 0;
    jobs.list(job);
  }

  void wakeForAnything() {
    wake(forAnything, job -> true);
  }

  /** Wakes all that lack room, whatever it is that they lack. */
  void wakeForRoom() {
    for (int id = occupied.nextSetBit(0); id >= 0; id = occupied.nextSetBit(id + 1)) {
      wake(line(id), job -> true);
    }
  }

  /** Wakes the jobs whose time has come. */
  void wakeDue(long nowNanos) {
    while (nextNanos() <= nowNanos) {
      unpark(alarms.remove().job);
    }
  }

  /** How many jobs are set aside. */
  public int size() {
    return size;
  }

  /** When the next job is tried in any case, {@link Long#MAX_VALUE} if none is. */
  public long nextNanos() {
    for (Alarm next = alarms.peek(); next != null; next = alarms.peek()) {
      if (next.job.parkTicket == next.ticket) {
        return next.nanos;
      }
      alarms.remove();
    }
    return Long.MAX_VALUE;
  }

  /** The lowest id, from one on, of a class that jobs lack room for; -1 if there is none. */
  public int nextClass(int from) {
    return occupied.nextSetBit(from);
  }

  /** The class of an id that {@link #nextClass} gave. */
  public PodClass podClass(int id) {
    PodClass podClass = line(id).podClass;
    if (podClass == null) {
      throw new IllegalStateException("no jobs lack room for class " + id);
    }
    return podClass;
  }

  /** Up to where the log of risen nodes was read for a class. */
  public long seenRises(int id) {
    return line(id).seenRises;
  }

  /** Notes up to where the log of risen nodes was read for a class. */
  public void seenRises(int id, long position) {
    line(id).seenRises = position;
  }

  /** Whether volumes changed for a class since this was asked last. */
  public boolean volumesMoved(int id, VolumeBook volumes) {
    Line line = line(id);
    PodClass podClass = line.podClass;
    if (podClass == null || !podClass.hasClaims()) {
      return false;
    }
    long before = line.seenVolumes;
    line.seenVolumes = volumes.version(podClass);
    return before != line.seenVolumes;
  }

  /** Wakes those of a class's line for whom there is enough room now. */
  public void wakeForRoom(int id, Predicate<Job> enough) {
    wake(line(id), enough);
  }

  /** Every job that lacks room, without duplicates. Cost: their number. */
  public Set<Job> lackingRoom() {
    return lackingRoom(Integer.MAX_VALUE);
  }

  /** The first jobs that lack room, without duplicates. Cost: their number. */
  public Set<Job> lackingRoom(int most) {
    Set<Job> lacking = new LinkedHashSet<>();
    for (int id = occupied.nextSetBit(0); id >= 0; id = occupied.nextSetBit(id + 1)) {
      for (Spot spot : line(id).spots) {
        if (lacking.size() == most) {
          return lacking;
        }
        lacking.add(spot.job);
      }
    }
    return lacking;
  }

  /**
   * Every job that is set aside but by its namespace or its queue's line. Cost: their number and
   * that of the classes they wait for.
   */
  public Set<Job> all() {
    Set<Job> all = lackingRoom();
    forAnything.spots.forEach(spot -> all.add(spot.job));
    return all;
  }

  void wake(Line line, Predicate<Job> which) {
    for (int i = line.spots.size() - 1; i >= 0; i--) {
      Job job = line.spots.get(i).job;
      if (which.test(job)) {
        unpark(job);
      }
    }
  }

  private void enter(Job job, Line line) {
    Spot spot = new Spot(job, line);
    spot.pods = line.queue == null ? 0 : job.pending.size();
    countInLine(line.queue, spot.pods);
    spot.index = line.spots.size();
    line.spots.add(spot);
    job.spots.add(spot);
  }

  private static void countInLine(@Nullable Queue own, int pods) {
    for (Queue queue = own; queue != null; queue = queue.parent) {
      queue.linedPods += pods;
    }
  }

  private void leave(Spot spot) {
    countInLine(spot.line.queue, -spot.pods);
    List<Spot> spots = spot.line.spots;
    Spot last = spots.removeLast();
    if (last != spot) {
      spots.set(spot.index, last);
      last.index = spot.index;
    }
    PodClass podClass = spot.line.podClass;
    if (spots.isEmpty() && podClass != null) {
      occupied.clear(podClass.id());
    }
  }

  private void setAlarm(Job job, long untilNanos) {
    if (untilNanos != Long.MAX_VALUE) {
      job.parkTicket = ++tickets;
      alarms.add(new Alarm(untilNanos, job, tickets));
    }
  }

  private Line lineOf(PodClass podClass) {
    int id = podClass.id();
    if (id >= forRoom.length) {
      forRoom = Arrays.copyOf(forRoom, Math.max(id + 1, forRoom.length * 2));
    }
    Line line = forRoom[id];
    if (line == null || !podClass.is(line.podClass)) {
      line = new Line(podClass);
      forRoom[id] = line;
    }
    occupied.set(id);
    return line;
  }

  private Line line(int id) {
    Line line = forRoom[id];
    if (line == null) {
      throw new IllegalArgumentException("no job ever lacked room for class " + id);
    }
    return line;
  }
}
