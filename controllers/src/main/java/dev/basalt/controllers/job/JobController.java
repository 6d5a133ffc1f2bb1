package dev.basalt.controllers.job;

import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The job controller, put together. */
public final class JobController {
  /** Pods change in swarms: one look for many of them. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Duration MOST_GATHER = Duration.ofSeconds(1);

  private final JobMirrors mirrors;
  private final Expectations expectations;
  private final JobHappenings happenings;
  private final Controller controller;
  private final MemoryRoom room;
  private final OomCounts memory = new OomCounts();

  /**
   * A controller that does nothing until its mirrors and it are started.
   *
   * @param workers jobs that are worked on at once
   * @param executor runs the work of informers
   */
  public JobController(
      KubernetesClient client,
      Writer writer,
      Notices notices,
      int workers,
      Clock clock,
      Executor executor) {
    KubernetesSerialization serialization = client.getKubernetesSerialization();
    mirrors = JobMirrors.of(client, clock, executor);
    expectations = new Expectations(clock);
    happenings = new JobHappenings(notices, writer, clock);
    room = new MemoryRoom(client, clock, executor);
    JobRecords records = new JobRecords(mirrors.jobs(), writer, serialization);
    PodKeeper pods = new PodKeeper(writer, expectations, clock);
    controller =
        new Controller(
            "job",
            workers,
            new JobReconciler(
                mirrors,
                records,
                expectations,
                new CommandDesk(mirrors.commands(), writer, notices, expectations, clock),
                happenings,
                new OomKeeper(
                    records, room, new OomOffers(writer, serialization, clock), memory, notices),
                new JobUpkeep(
                    mirrors,
                    writer,
                    pods,
                    new Companions(writer, notices, serialization),
                    expectations,
                    notices,
                    serialization,
                    clock),
                pods,
                writer,
                notices,
                clock),
            clock);
  }

  /** Begins to watch. */
  public void startMirrors() {
    room.start();
    mirrors.priorities().start((key, before, after) -> {});
    mirrors.jobs().start((key, before, after) -> controller.queue().add(key));
    mirrors.groups().start((key, before, after) -> groupChanged(before, after));
    mirrors.commands().start((key, before, after) -> commandChanged(before, after));
    mirrors.pods().start(this::podChanged);
  }

  public List<Mirror<?, ?>> mirrors() {
    return Stream.concat(mirrors.all().stream(), room.mirrors().stream()).toList();
  }

  /** How often pods grew that were killed for want of memory. */
  public OomCounts memory() {
    return memory;
  }

  public Controller controller() {
    return controller;
  }

  private void podChanged(ObjectKey key, @Nullable PodView before, @Nullable PodView after) {
    PodView pod = after == null ? before : after;
    if (pod == null) {
      return;
    }
    ObjectKey job = new ObjectKey(key.namespace(), pod.job());
    expectations.seen(key);
    if (after == null) {
      boolean unforeseen = pod.wentAlive() && !pod.outOfSync() && !expectations.deleted(pod.uid());
      // What happens under another leader is that one's to answer.
      if (unforeseen && controller.working()) {
        happenings.vanished(job, pod);
      } else if (unforeseen) {
        happenings.overlooked(job);
      }
      expectations.gone(pod.uid());
    }
    controller.queue().add(job, gather(job));
  }

  /** A look costs what the job has pods: the more it has, the longer changes are gathered. */
  private Duration gather(ObjectKey job) {
    return Duration.ofMillis(
        Math.clamp(mirrors.pods().count(job) / 100, GATHER.toMillis(), MOST_GATHER.toMillis()));
  }

  private void groupChanged(@Nullable GroupView before, @Nullable GroupView after) {
    GroupView group = after == null ? before : after;
    if (group == null || group.job() == null) {
      return;
    }
    if (after == null) {
      expectations.gone(group.uid());
    }
    controller.queue().add(group.job());
  }

  private void commandChanged(@Nullable CommandView before, @Nullable CommandView after) {
    if (after == null) {
      if (before != null) {
        expectations.gone(before.uid());
      }
    } else if (after.job() != null) {
      controller.queue().add(after.job());
    }
  }
}
