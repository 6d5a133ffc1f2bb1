package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All jobs, with the two short lists that a session works on: those to be looked at, and those
 * whose status is due. Jobs that are set aside are on neither.
 */
public final class JobSet {
  private final Set<Job> all = new LinkedHashSet<>();
  private final List<Job> active = new ArrayList<>();
  private final ParkingLot parked = new ParkingLot(this);
  private final List<Job> changed = new ArrayList<>();
  private final List<Job> removed = new ArrayList<>();
  private final IdPool ids = new IdPool();

  /** Every job, in the order in which they appeared. */
  public Collection<Job> all() {
    return Collections.unmodifiableCollection(all);
  }

  /**
   * Jobs that need a decision and are not set aside, as a list that stays as it is while jobs are
   * set aside or woken. Cost: their number; jobs that need none any more drop out.
   */
  public List<Job> active() {
    int kept = 0;
    for (int i = 0; i < active.size(); i++) {
      Job job = active.get(i);
      job.listedActive = !job.gone && !job.parked() && job.needsDecision();
      if (job.listedActive) {
        active.set(kept++, job);
      }
    }
    active.subList(kept, active.size()).clear();
    return List.copyOf(active);
  }

  /** Jobs that are set aside. */
  public ParkingLot parked() {
    return parked;
  }

  /** How many jobs need a decision, those that are set aside included. Cost: the active ones. */
  public int waiting() {
    return active().size() + parked.size();
  }

  /** Every job that needs a decision. Cost: all jobs; for pictures, not for sessions. */
  public List<Job> open() {
    return all.stream().filter(Job::needsDecision).toList();
  }

  /** Takes the jobs whose tasks, specification or phase changed since the last call. */
  public List<Job> takeChanged() {
    List<Job> taken = new ArrayList<>(changed);
    changed.clear();
    taken.forEach(job -> job.listedChanged = false);
    taken.removeIf(job -> job.gone || job.elsewhere);
    return taken;
  }

  /** Takes the jobs that went since the last call. */
  public List<Job> takeRemoved() {
    List<Job> taken = List.copyOf(removed);
    removed.clear();
    return taken;
  }

  /** Notes that a job changed: its status is due, and it is worth trying again. */
  public void touch(Job job) {
    parked.unpark(job);
    note(job);
    list(job);
  }

  /** Puts a job on the list of active ones. */
  void list(Job job) {
    if (!job.listedActive) {
      job.listedActive = true;
      active.add(job);
    }
  }

  /** Notes that a job's status is due. */
  public void note(Job job) {
    if (!job.listedChanged && !job.elsewhere) {
      job.listedChanged = true;
      changed.add(job);
    }
  }

  /** Whether {@link #takeChanged} would return anything. */
  public boolean hasChanged() {
    return !changed.isEmpty();
  }

  int nextId() {
    return ids.take();
  }

  void add(Job job) {
    all.add(job);
    touch(job);
  }

  /** A job is another scheduler's from here on: nothing more is decided or said about it. */
  void release(Job job) {
    parked.unpark(job);
    removed.add(job);
  }

  void remove(Job job) {
    if (all.remove(job)) {
      parked.unpark(job);
      job.gone = true;
      removed.add(job);
      ids.give(job.id());
    }
  }
}
