package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All jobs, with the two short lists a session works on: what waits, and what changed. */
public final class JobSet {
  private final Set<Job> all = new LinkedHashSet<>();
  private final List<Job> open = new ArrayList<>();
  private final List<Job> changed = new ArrayList<>();
  private final List<Job> removed = new ArrayList<>();
  private final IdPool ids = new IdPool();

  /** Every job, in the order in which they appeared. */
  public Collection<Job> all() {
    return Collections.unmodifiableCollection(all);
  }

  /** Jobs that may need a decision. Cost: their number; jobs that need none any more drop out. */
  public List<Job> open() {
    open.removeIf(job -> {
      job.listedOpen = all.contains(job) && job.needsDecision();
      return !job.listedOpen;
    });
    return open;
  }

  /** Takes the jobs whose tasks, specification or phase changed since the last call. */
  public List<Job> takeChanged() {
    List<Job> taken = new ArrayList<>(changed);
    changed.clear();
    taken.forEach(job -> job.listedChanged = false);
    taken.removeIf(job -> !all.contains(job));
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
    job.parkedAtEpoch = -1;
    note(job);
    list(job);
  }

  /** Puts a job on the list of open ones. */
  void list(Job job) {
    if (!job.listedOpen) {
      job.listedOpen = true;
      open.add(job);
    }
  }

  /** Notes that a job's status is due. */
  public void note(Job job) {
    if (!job.listedChanged) {
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

  void remove(Job job) {
    if (all.remove(job)) {
      removed.add(job);
      ids.give(job.id());
    }
  }
}
