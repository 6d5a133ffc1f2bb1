package dev.basalt.testkit.agent;

import dev.basalt.testkit.agent.run.PodRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node's kubelet: it admits pods against what runs there by its own account, in which a pod
 * that has ended keeps its room for a while, and fails those that do not fit. Thread-safe.
 */
final class AgentNode {
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final String name;
  private final AgentSettings settings;
  private final ScheduledExecutorService timer;
  private final PodWriter writer;
  private final Consumer<Rejection> rejections;
  private final SplittableRandom random;
  private final NodeAccount account;
  private final Set<String> known = new HashSet<>();
  private final Set<String> stopping = new HashSet<>();
  private final @Nullable PodRuntime runtime;
  private long lastNoticeNanos = System.nanoTime();
  private boolean dead;

  AgentNode(
      String name,
      Map<String, BigDecimal> allocatable,
      AgentSettings settings,
      ScheduledExecutorService timer,
      PodWriter writer,
      Consumer<Rejection> rejections,
      @Nullable PodRuntime runtime) {
    this.name = name;
    this.account = new NodeAccount(allocatable);
    this.settings = settings;
    this.timer = timer;
    this.writer = writer;
    this.rejections = rejections;
    this.runtime = runtime;
    this.random = new SplittableRandom(settings.seed() ^ name.hashCode());
  }

  /** The API server showed this pod on this node when it came back: what ran is lost. */
  synchronized void found(Pod pod) {
    if (pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
      known.add(uid(pod));
      Instant now = Instant.now();
      writer.status(pod, PodStatuses.ended(pod, SimulatedRun.lost(), now, now));
    } else {
      seen(pod);
    }
  }

  /** The API server shows this pod on this node. */
  synchronized void seen(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      if (stopping.add(uid(pod))) {
        notice(() -> stop(pod));
      }
    } else if (known.add(uid(pod)) && !ended(pod)) {
      notice(() -> admit(pod));
    } else if (account.holds(uid(pod))) {
      notice(() -> account.regrant(uid(pod), PodRequests.of(pod)));
    }
  }

  /** What the node can hold has changed; what is in stays in. */
  synchronized void resize(Map<String, BigDecimal> allocatable) {
    account.resize(allocatable);
  }

  /** Does nothing any more. */
  synchronized void die() {
    dead = true;
    if (runtime != null) {
      known.forEach(runtime::forget);
    }
  }

  /** The API server has this pod no longer. */
  synchronized void gone(Pod pod) {
    notice(() -> {
      release(uid(pod));
      if (runtime != null) {
        runtime.forget(uid(pod));
      }
      known.remove(uid(pod));
      stopping.remove(uid(pod));
    });
  }

  private void admit(Pod pod) {
    if (stopping.contains(uid(pod))) {
      return;
    }
    NodeAccount.Refusal refusal = account.admit(uid(pod), PodRequests.of(pod));
    if (refusal != null) {
      rejections.accept(
          new Rejection(key(pod), name, refusal.reason(), refusal.message(), account.lingering()));
      writer.status(pod, PodStatuses.rejected(refusal, Instant.now()));
      return;
    }
    later(settings.start().draw(random), () -> start(pod));
  }

  private void start(Pod pod) {
    if (stopping.contains(uid(pod))) {
      return;
    }
    if (runtime != null && settings.commands().includes(pod)) {
      runtime.start(pod, new CommandReport(pod));
      return;
    }
    Instant started = Instant.now();
    writer.status(pod, PodStatuses.running(pod, started));
    SimulatedRun run = SimulatedRun.of(pod);
    @Nullable Long nanos = run.nanos();
    if (nanos != null) {
      later(nanos, () -> finish(pod, run, started));
    }
  }

  private void finish(Pod pod, SimulatedRun run, Instant started) {
    if (!stopping.contains(uid(pod))) {
      writer.status(pod, PodStatuses.ended(pod, run, started, Instant.now()));
      release(uid(pod));
    }
  }

  private void stop(Pod pod) {
    if (!account.holds(uid(pod)) || ended(pod)) {
      writer.remove(pod);
      return;
    }
    Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
    long grace =
        TimeUnit.SECONDS.toNanos(seconds == null ? DEFAULT_GRACE_SECONDS : Math.max(0, seconds));
    if (runtime != null && runtime.stop(uid(pod), Duration.ofNanos(grace))) {
      return;
    }
    later(
        Math.min(grace, settings.stop().draw(random)),
        () -> {
          if (grace > 0) {
            writer.status(pod, stopped(pod));
          }
          writer.remove(pod);
          release(uid(pod));
        });
  }

  /** As a kubelet reports a pod that it was asked to stop, before it removes it. */
  private static PodStatus stopped(Pod pod) {
    Instant now = Instant.now();
    String started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    return PodStatuses.ended(
        pod, SimulatedRun.stopped(), started == null ? now : Instant.parse(started), now);
  }

  /** The pod has ended: its room is let go of some time after that. */
  private void release(String uid) {
    if (account.holds(uid)) {
      account.end(uid);
      later(settings.release().draw(random), () -> account.release(uid));
    }
  }

  /** Acts on a change late, and in the order of the changes. */
  private void notice(Runnable action) {
    long now = System.nanoTime();
    lastNoticeNanos = Math.max(lastNoticeNanos, now + settings.notice().draw(random));
    later(lastNoticeNanos - now, action);
  }

  private void later(long nanos, Runnable action) {
    if (timer.isShutdown()) {
      return;
    }
    var _ =
        timer.schedule(
            () -> {
              synchronized (this) {
                if (!dead) {
                  action.run();
                }
              }
            },
            Math.max(0, nanos),
            TimeUnit.NANOSECONDS);
  }

  /** What becomes of a pod whose commands really run. */
  private final class CommandReport implements PodRuntime.Report {
    private final Pod pod;

    CommandReport(Pod pod) {
      this.pod = pod;
    }

    @Override
    public void status(PodStatus status) {
      writer.status(pod, status);
    }

    @Override
    public void ended() {
      later(
          0,
          () -> {
            if (stopping.contains(uid(pod))) {
              writer.remove(pod);
            }
            release(uid(pod));
          });
    }
  }

  private static boolean ended(Pod pod) {
    String phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
