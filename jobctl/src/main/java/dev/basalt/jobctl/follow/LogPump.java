package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.view.JobView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Follows the logs of a job's pods side by side, each line with its shard before it. */
public final class LogPump implements AutoCloseable {
  private static final int AT_ONCE = 50;

  private final Api api;
  private final JobFollower job;
  private final LogOptions options;
  private final LiveScreen screen;
  private final Predicate<PodState> chosen;
  private final boolean prefixed;
  private final Set<String> begun = new HashSet<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * Nothing is read yet.
   *
   * @param chosen the pods whose logs are read
   * @param prefixed whether each line begins with its shard
   */
  public LogPump(
      Api api,
      JobFollower job,
      LogOptions options,
      LiveScreen screen,
      Predicate<PodState> chosen,
      boolean prefixed) {
    this.api = api;
    this.job = job;
    this.options = options;
    this.screen = screen;
    this.chosen = chosen;
    this.prefixed = prefixed;
  }

  /** Begins to read the logs of pods that have begun since; a pod made anew is another one. */
  public void take(List<PodState> pods) {
    for (PodState pod : pods) {
      if (pod.begun() && chosen.test(pod) && begun.add(pod.uid())) {
        threads.add(Thread.ofVirtual().name("log " + pod.name()).start(() -> follow(pod)));
      }
    }
  }

  private void follow(PodState pod) {
    boolean held = false;
    try {
      places.acquire();
      held = true;
      JobView view = job.job();
      int shard = view.shard(pod.index());
      String prefix = prefixed ? prefix(screen, view, shard) : "";
      new LogStream(api, view.namespace(), pod.name(), options)
          .follow(line -> screen.line(prefix + line), () -> job.source(pod));
    } catch (ApiException e) {
      screen.note(
          e.notFound()
              ? "the log of " + pod.name() + " is gone with its pod"
              : "the log of " + pod.name() + " cannot be read: " + e.getMessage());
    } catch (LiveScreen.ClosedException e) {
      // Nobody reads it any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (held) {
        places.release();
      }
    }
  }

  /** What stands before the lines of a shard. */
  public static String prefix(LiveScreen screen, JobView job, int shard) {
    int width = Integer.toString(Math.max(0, job.replicas() - 1)).length();
    return screen.screen().shard(shard, ("[%" + width + "d]").formatted(shard)) + " ";
  }

  /** Waits until all logs are read to their end, or the time is over. */
  public void drain(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (Thread thread : threads) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || !thread.join(left)) {
        return;
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
