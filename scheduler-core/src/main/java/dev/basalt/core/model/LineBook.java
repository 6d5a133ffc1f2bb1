package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of queues: jobs that are set aside for other jobs of their queue. */
public final class LineBook {
  private final JobDirectory directory;

  LineBook(JobDirectory directory) {
    this.directory = directory;
  }

  /** Queues in which jobs may have to wait for others of them; not to be changed. */
  public List<Queue> regulatedQueues() {
    return directory.tree().regulated();
  }

  /** Sets a job aside until its turn in its queue may have come, or it changes itself. */
  public void park(Job job) {
    directory.jobs().parked().parkInLine(job);
  }

  /** Takes a job out of its queue's line. */
  public void leave(Job job) {
    directory.jobs().parked().unpark(job);
  }

  /** The jobs that are set aside for others of a queue, in no particular order. */
  public List<Job> jobs(Queue queue) {
    List<Job> jobs = new ArrayList<>(queue.line.spots.size());
    queue.line.spots.forEach(spot -> jobs.add(spot.job));
    return jobs;
  }

  /** Notes the first job of a fifo queue that cannot be placed, null if there is none. */
  public void head(Queue queue, @Nullable Job job) {
    queue.stale |= queue.head != job;
    queue.head = job;
  }

  /** Notes the first job in line for which a limit on pods leaves no room. */
  public void shortOfPods(Queue queue, Job job, long nowNanos) {
    if (queue.shortOfPods != job) {
      queue.shortOfPods = job;
      queue.shortOfPodsSinceNanos = nowNanos;
    }
  }

  /**
   * Whether what is said in a queue's line is out of date and to be said anew: at once in a short
   * line, not often in a long one. Asked before it is.
   *
   * @param longLine how many jobs make a line long
   * @param atLeastNanos how long what is said in a long line stands
   */
  public boolean wordsAreDue(Queue queue, long nowNanos, int longLine, long atLeastNanos) {
    boolean due = queue.inLine() <= longLine || nowNanos - queue.wordedNanos >= atLeastNanos;
    if (!queue.stale || !due) {
      return false;
    }
    queue.stale = false;
    queue.wordedNanos = nowNanos;
    return true;
  }
}
