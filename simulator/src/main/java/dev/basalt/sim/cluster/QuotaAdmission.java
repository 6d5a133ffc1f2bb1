package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.time.Timeline;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * ResourceQuotas as the API server and the quota controller keep them: a pod is charged when it is
 * created, and refused where that is too much; what has ended is given back a moment later.
 */
final class QuotaAdmission implements ClusterObserver {
  /** Until the quota controller has looked. */
  private static final Duration GIVEN_BACK_AFTER = Duration.ofMillis(100);

  /** What a pod must state where a quota limits it. */
  private static final List<String> STATED =
      List.of("cpu", "memory", "limits.cpu", "limits.memory");

  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final Map<String, ResourceQuotaSpec> quotas = new LinkedHashMap<>();

  QuotaAdmission(SimulatedApiServer server, Timeline timeline) {
    this.server = server;
    this.timeline = timeline;
  }

  /** Creates or changes a quota. */
  void put(ResourceQuotaSpec quota) {
    quotas.put(quota.key(), quota);
    count(quota.key());
  }

  void remove(String key) {
    quotas.remove(key);
    server.store().remove(ObjectKind.RESOURCE_QUOTA, key);
  }

  /** Charges a pod to every quota that counts it, or says why it must not be created. */
  @Nullable String charge(PodRequest request) {
    List<ResourceQuotaSpec> charged = new ArrayList<>();
    for (ResourceQuotaSpec quota : quotas.values()) {
      if (!quota.namespace().equals(request.namespace()) || !counts(quota, request)) {
        continue;
      }
      String refusal = refusal(quota, request.template());
      if (refusal != null) {
        return refusal;
      }
      charged.add(quota);
    }
    for (ResourceQuotaSpec quota : charged) {
      Map<String, Long> used = quota.used().toMap();
      quota
          .hard()
          .forEach((name, hard) -> used.merge(name, amount(request.template(), name), Long::sum));
      store(quota.toBuilder().used(ResourceList.of(used)).build());
    }
    return null;
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    giveBack(pod);
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    giveBack(pod);
  }

  private void giveBack(SimulatedPod pod) {
    for (ResourceQuotaSpec quota : quotas.values()) {
      if (quota.namespace().equals(pod.origin().namespace())) {
        timeline.after(GIVEN_BACK_AFTER.toNanos(), () -> server.whenUp(() -> count(quota.key())));
      }
    }
  }

  private void count(String key) {
    ResourceQuotaSpec quota = quotas.get(key);
    if (quota == null) {
      return;
    }
    Map<String, Long> used = new TreeMap<>();
    quota.hard().forEach((name, hard) -> used.put(name, 0L));
    for (SimulatedPod pod : server.pods()) {
      boolean counted =
          !pod.phase().terminal()
              && pod.origin().namespace().equals(quota.namespace())
              && counts(quota, pod.origin());
      for (String name : counted ? List.copyOf(used.keySet()) : List.<String>of()) {
        used.merge(name, amount(pod.template(), name), Long::sum);
      }
    }
    store(quota.toBuilder().used(ResourceList.of(used)).build());
  }

  private void store(ResourceQuotaSpec quota) {
    quotas.put(quota.key(), quota);
    server
        .store()
        .put(
            ObjectKind.RESOURCE_QUOTA,
            quota.key(),
            quota.uid(),
            new ClusterEvent.ResourceQuotaChanged(quota),
            new ClusterEvent.ResourceQuotaGone(quota.namespace(), quota.name(), quota.uid()));
  }

  private static @Nullable String refusal(ResourceQuotaSpec quota, PodTemplate template) {
    for (int i = 0; i < quota.hard().size(); i++) {
      String name = quota.hard().name(i);
      long asked = amount(template, name);
      if (asked == 0 && STATED.contains(name)) {
        return "failed quota: " + quota.name() + ": must specify " + name;
      }
      if (asked > 0 && quota.used().get(name) + asked > quota.hard().amount(i)) {
        return "exceeded quota: " + quota.name() + ", limited: " + name;
      }
    }
    return null;
  }

  private static long amount(PodTemplate template, String name) {
    if (name.equals("pods")) {
      return 1;
    }
    return name.startsWith("limits.") ? template.limits().get(name) : template.requests().get(name);
  }

  /** The priority class of a pod: that of its group; empty if there is none. */
  private String priorityClass(PodRequest request) {
    PodGroupSpec group =
        request.group() == null ? null : server.group(request.namespace() + "/" + request.group());
    return group == null ? "" : group.priorityClassName();
  }

  private boolean counts(ResourceQuotaSpec quota, PodRequest request) {
    boolean bestEffort =
        request.template().requests().isEmpty() && request.template().limits().isEmpty();
    return quota.scopes().stream()
        .allMatch(scope ->
            switch (scope) {
              case Scope.BestEffort() -> bestEffort;
              case Scope.NotBestEffort() -> !bestEffort;
              case Scope.NotTerminating() -> true;
              case Scope.Terminating(), Scope.Other(var _) -> false;
              case Scope.PriorityClass priority -> priority.selects(priorityClass(request));
            });
  }
}
