package dev.basalt.jobctl.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.api.Watch;
import dev.basalt.jobctl.view.JobView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows a job, and its pods where asked. Watches tell; one thread asks and waits. */
public final class JobFollower implements AutoCloseable {
  private final List<Watch> watches = new ArrayList<>();
  private final Map<String, PodState> pods = new LinkedHashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final String uid;
  private JobView job;
  private boolean deleted;
  private long changes;

  /**
   * Begins to follow.
   *
   * @param withPods whether pods are followed too
   */
  public JobFollower(Api api, JobView job, boolean withPods) {
    this.job = job;
    this.uid = job.uid();
    String one =
        Paths.jobs(job.namespace())
            + "?fieldSelector="
            + Paths.encode("metadata.name=" + job.name());
    watches.add(Watch.start(api, one, this::jobChanged));
    if (withPods) {
      watches.add(Watch.start(api, Paths.podsOf(job.namespace(), job.name()), this::podChanged));
    }
  }

  private synchronized void jobChanged(JsonNode object, boolean gone) {
    JobView now = new JobView(object);
    if (!now.uid().equals(uid)) {
      return;
    }
    if (gone) {
      deleted = true;
    } else {
      job = now;
    }
    changed();
  }

  private synchronized void podChanged(JsonNode object, boolean deleted) {
    String pod = object.path("metadata").path("uid").asText();
    PodState last = pods.get(pod);
    if (!deleted) {
      pods.put(pod, PodState.of(object));
    } else {
      gone.add(pod);
      if (last != null && !last.ended()) {
        // What has ended is remembered: it tells how the job went.
        pods.remove(pod);
      }
    }
    changed();
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  /** The job as last seen. */
  public synchronized JobView job() {
    return job;
  }

  /** Whether it is gone. */
  public synchronized boolean deleted() {
    return deleted;
  }

  /** The pods as last seen, by index; those that have ended stay in it. */
  public synchronized List<PodState> pods() {
    return pods.values().stream()
        .sorted(Comparator.comparing(PodState::task).thenComparingInt(PodState::index))
        .toList();
  }

  /** What has become of a pod since it was seen. */
  synchronized LogStream.Source source(PodState pod) {
    if (gone.contains(pod.uid())) {
      return LogStream.Source.GONE;
    }
    // The job's end may be seen before its pods are.
    PodState now = pods.getOrDefault(pod.uid(), pod);
    return now.ended() ? LogStream.Source.ENDED : LogStream.Source.GOES_ON;
  }

  /**
   * Waits until something has changed since a number of changes.
   *
   * @return the number of changes there have been
   * @throws ApiException if it may not be watched
   */
  public synchronized long await(long seen, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis();
        changes == seen && left > 0;
        left = (end - System.nanoTime()) / 1_000_000) {
      refused();
      wait(Math.min(left, 1_000));
    }
    refused();
    return changes;
  }

  private void refused() {
    for (Watch watch : watches) {
      ApiException refusal = watch.refusal();
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
