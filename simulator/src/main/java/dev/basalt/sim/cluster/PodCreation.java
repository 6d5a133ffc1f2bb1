package dev.basalt.sim.cluster;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.sim.time.Timeline;
import dev.basalt.sim.workload.Gang;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Creates pods as their controllers do: again and again where a quota refuses them; those of a
 * guarded group once the group was let in.
 */
final class PodCreation implements ClusterObserver {
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  /** Until a controller has seen that its group was let in. */
  private static final Duration NOTICED_AFTER = Duration.ofMillis(20);

  private final SimulatedApiServer server;
  private final QuotaAdmission quotas;
  private final Timeline timeline;
  private final Map<String, Gang> guarded = new HashMap<>();
  private int refusals;

  PodCreation(SimulatedApiServer server, QuotaAdmission quotas, Timeline timeline) {
    this.server = server;
    this.quotas = quotas;
    this.timeline = timeline;
  }

  /** Creations that a quota refused so far. */
  int refusals() {
    return refusals;
  }

  void create(PodRequest request) {
    if (quotas.charge(request) == null) {
      server.createPod(request);
      return;
    }
    refusals++;
    timeline.after(AGAIN_AFTER.toNanos(), () -> server.whenUp(() -> createAgain(request)));
  }

  /** Creates the pods {@code NAME-0} and so on of a group. */
  void createAll(Gang gang) {
    for (int i = 0; i < gang.members().size(); i++) {
      create(
          new PodRequest(
              gang.namespace(), gang.name() + "-" + i, gang.name(), gang.members().get(i), null));
    }
  }

  /** The pods of a group come once it was let in. */
  void guard(Gang gang) {
    guarded.put(gang.key(), gang);
  }

  @Override
  public void groupChanged(PodGroupSpec group) {
    Gang gang = group.phase() == GroupPhase.PENDING ? null : guarded.remove(group.key());
    if (gang != null) {
      timeline.after(NOTICED_AFTER.toNanos(), () -> server.whenUp(() -> createAll(gang)));
    }
  }

  private void createAgain(PodRequest request) {
    String group = request.group() == null ? null : request.namespace() + "/" + request.group();
    if (group == null || server.group(group) != null) {
      create(request);
    }
  }
}
