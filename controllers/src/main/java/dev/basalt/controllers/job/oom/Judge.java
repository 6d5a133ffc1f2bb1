package dev.basalt.controllers.job.oom;

import dev.basalt.core.resource.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides what becomes of a shard of which a pod was killed. The new size follows from what the
 * killed pod had and from nothing else, so that the same kill, looked at twice, is one growth.
 */
public final class Judge {
  private final OomPolicy policy;
  private final Room room;

  /** A judge of the pods of one task. */
  public Judge(OomPolicy policy, Room room) {
    this.policy = policy;
    this.room = room;
  }

  /**
   * The verdict.
   *
   * @param known what the shard is known to need
   */
  public Verdict judge(Growth known, OomKill kill) {
    // A container that somebody adds to pods stays as it is, whatever is known: that must end.
    if (kill.times() < known.times()
        && kill.containers().stream().allMatch(name -> hasMore(known, kill.memory(), name))) {
      return new Verdict.Known();
    }
    if (kill.times() >= policy.maxRetries()) {
      return refused(
          Verdict.Bound.MAX_RETRIES,
          kill,
          kill.containers().getFirst(),
          "it has grown " + kill.times() + " times, --max-retries is " + policy.maxRetries());
    }
    PodMemory memory = kill.memory();
    SortedMap<String, Memory> grown = new TreeMap<>(known.containers());
    Memory whole = memory.whole();
    if (whole.bound() > 0) {
      Memory more = whole.times(policy.ratio(), less(room.pod(), memory.overhead()));
      memory = memory.with(PodMemory.WHOLE, more);
      grown.merge(PodMemory.WHOLE, more, Memory::max);
    }
    for (String name : kill.containers()) {
      Memory had = memory.part(name).memory();
      Memory more = had.times(policy.ratio(), ceiling(memory, name));
      boolean rises = more.bound() > had.bound() || memory.whole().bound() > whole.bound();
      if (!rises) {
        return bounded(kill, memory, name);
      }
      memory = memory.with(name, more);
      if (had.bound() > 0) {
        grown.merge(name, more, Memory::max);
      }
    }
    return new Verdict.Grown(new Growth(Math.max(known.times(), kill.times() + 1), grown));
  }

  /** What of a killed pod's memory has grown: {@code container main from 64Mi to 128Mi}. */
  public static String describe(OomKill kill, Growth growth) {
    List<String> parts = new ArrayList<>();
    for (String name : kill.containers()) {
      Memory had = kill.memory().part(name).memory();
      if (had.bound() > 0) {
        parts.add(
            "container "
                + name
                + " from "
                + text(had.bound())
                + " to "
                + text(growth.of(name).bound()));
      }
    }
    Memory whole = kill.memory().whole();
    if (whole.bound() > 0) {
      parts.add(
          "the pod from "
              + text(whole.bound())
              + " to "
              + text(growth.of(PodMemory.WHOLE).bound()));
    }
    return String.join(", ", parts);
  }

  private static boolean hasMore(Growth known, PodMemory memory, String container) {
    Memory had = memory.part(container).memory();
    return (had.bound() > 0 && known.of(container).bound() > had.bound())
        || (memory.whole().bound() > 0
            && known.of(PodMemory.WHOLE).bound() > memory.whole().bound());
  }

  /** The most that a container may have beside what runs with it. */
  private long ceiling(PodMemory memory, String name) {
    long ceiling = Math.min(policy.maxMemory(), less(room.pod(), memory.beside(name)));
    return memory.whole().bound() > 0
        ? Math.min(ceiling, less(memory.whole().bound(), memory.beside(name) - memory.overhead()))
        : ceiling;
  }

  private Verdict bounded(OomKill kill, PodMemory memory, String name) {
    if (memory.part(name).memory().bound() == 0 && memory.whole().bound() == 0) {
      return new Verdict.Refused(
          Verdict.Bound.NOTHING_ASKED_FOR,
          "container "
              + name
              + " asks for no memory, so there is nothing to multiply: give it a request and a limit");
    }
    long forPod = less(room.pod(), memory.beside(name));
    if (policy.maxMemory() <= forPod) {
      return refused(
          Verdict.Bound.MAX_MEMORY, kill, name, "--max-memory is " + text(policy.maxMemory()));
    }
    String beside =
        memory.beside(name) == 0
            ? ""
            : ", of which what runs beside it takes " + text(memory.beside(name));
    return room.node() <= room.queue()
        ? refused(
            Verdict.Bound.LARGEST_NODE,
            kill,
            name,
            "the largest node that it may run on has " + text(room.node()) + beside)
        : refused(
            Verdict.Bound.QUEUE_CAPABILITY,
            kill,
            name,
            "queue " + room.queueName() + " may hold " + text(room.queue()) + beside);
  }

  private static Verdict refused(Verdict.Bound bound, OomKill kill, String name, String why) {
    Memory own = kill.memory().part(name).memory();
    long had = own.bound() > 0 ? own.bound() : kill.memory().whole().bound();
    return new Verdict.Refused(
        bound,
        "container "
            + name
            + " was killed"
            + (had > 0 ? " at " + text(had) : "")
            + " for want of memory and gets no more: "
            + why);
  }

  private static long less(long bytes, long taken) {
    return bytes == Long.MAX_VALUE ? bytes : Math.max(0, bytes - taken);
  }

  private static String text(long bytes) {
    return Quantities.format("memory", bytes);
  }
}
