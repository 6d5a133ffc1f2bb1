package dev.basalt.watchdog.capability;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.Said;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.ZoneSelectors;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all queues at once, since each one's share depends on the others. */
final class CapabilityReconciler implements Reconciler {
  /** Whose fields are ours. */
  static final String MANAGER = BasaltNames.CAPABILITY_KEEPER;

  static final String CHANGED = "CapabilityChanged";
  static final String WOULD_CHANGE = "CapabilityWouldChange";
  static final String LEFT_ALONE = "CapabilityLeftAlone";
  static final String MISCONFIGURED = "CapabilityMisconfigured";
  static final String REFUSED = "CapabilityRefused";
  static final String OVERDRAWN = "GuaranteesExceedNodes";

  private static final Logger LOG = LoggerFactory.getLogger(CapabilityReconciler.class);
  private static final String QUEUES = "/apis/scheduling.volcano.sh/v1beta1/queues/";
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int CONFLICT = 409;

  /** A queue at one look. */
  private record Look(
      QueueRecord record, KeptQueue memory, @Nullable QueueSettings settings, PlannedQueue plan) {}

  private final Mirror<?, SeenNode> nodes;
  private final Mirror<?, QueueRecord> queues;
  private final Mirror<?, NodeZoneSpec> zones;
  private final Writer writer;
  private final Notices notices;
  private final CapabilityOptions options;
  private final CapabilityMetrics metrics;
  private final Clock clock;
  private final ZoneChoice choice = new ZoneChoice();
  private final Said said = new Said();
  private final Map<String, KeptQueue> kept = new HashMap<>();
  private volatile SortedMap<String, ResourceList> targets = new TreeMap<>();

  CapabilityReconciler(
      Mirror<?, SeenNode> nodes,
      Mirror<?, QueueRecord> queues,
      Mirror<?, NodeZoneSpec> zones,
      Writer writer,
      Notices notices,
      CapabilityOptions options,
      CapabilityMetrics metrics,
      Clock clock) {
    this.nodes = nodes;
    this.queues = queues;
    this.zones = zones;
    this.writer = writer;
    this.notices = notices;
    this.options = options;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What the capability of each queue that is kept should be, as of the last look. */
  SortedMap<String, ResourceList> targets() {
    return targets;
  }

  @Override
  public Next reconcile(ObjectKey key) throws InterruptedException {
    ZoneSelectors selectors = new ZoneSelectors();
    zones.all().forEach(zone -> selectors.describe(zone.name(), zone.selector()));
    Supply supply = Supply.of(nodes.all(), selectors);
    choice.look(supply.pools(), zones.all());
    List<Look> looks = looks();
    CapabilityPlan plan = CapabilityPlan.of(supply, looks.stream().map(Look::plan).toList());
    targets = plan.targets();
    Map<String, Look> byName = new HashMap<>();
    looks.forEach(look -> byName.put(look.record().name(), look));
    return keep(
        plan.order().stream().map(byName::get).filter(Objects::nonNull).toList(), plan, supply);
  }

  private List<Look> looks() {
    SortedMap<String, QueueRecord> all = new TreeMap<>();
    Set<String> parents = new TreeSet<>();
    for (QueueRecord queue : queues.all()) {
      all.put(queue.name(), queue);
      parents.add(queue.parent());
    }
    forget(all);
    List<Look> looks = new ArrayList<>();
    all.values().forEach(queue -> looks.add(look(queue, !parents.contains(queue.name()))));
    return looks;
  }

  private void forget(Map<String, QueueRecord> all) {
    kept.entrySet()
        .removeIf(entry -> {
          QueueRecord now = all.get(entry.getKey());
          boolean gone = now == null || !entry.getValue().is(now);
          if (gone) {
            said.forget(new ObjectKey("", entry.getKey()));
          }
          return gone;
        });
    metrics.retain(all.keySet());
  }

  private Look look(QueueRecord queue, boolean leaf) {
    KeptQueue memory =
        kept.computeIfAbsent(queue.name(), name -> new KeptQueue(queue.uid(), options));
    String problem = "";
    try {
      memory.settings(
          QueueSettings.read(queue, leaf ? options.usual() : null, options.hysteresis()));
    } catch (QueueSettings.UnreadableException e) {
      problem = String.valueOf(e.getMessage());
    }
    QueueSettings settings = memory.settings();
    CapabilityRule rule = settings == null ? null : settings.rule();
    if (settings != null && rule != null && problem.isEmpty()) {
      List<String> unknown = choice.unknown(settings);
      problem = unknown.isEmpty() ? "" : unknown(queue, unknown);
      boolean none = settings.zones() != null && unknown.size() == settings.zones().size();
      rule = none ? null : rule;
    }
    tell(queue, MISCONFIGURED, problem);
    PlannedQueue plan =
        new PlannedQueue(
            queue.name(),
            queue.parent(),
            queue.weight(),
            rule,
            settings == null ? ResourceList.EMPTY : settings.min(),
            settings == null ? ResourceList.EMPTY : settings.max(),
            queue.guarantee(),
            queue.deserved(),
            settings == null ? choice.pools() : choice.of(queue, settings),
            memory.capability(queue));
    return new Look(queue, memory, settings, plan);
  }

  private String unknown(QueueRecord queue, List<String> zones) {
    boolean named = queue.annotation(BasaltNames.CAPABILITY_ZONES) != null;
    return "metadata.annotations[%s]: no node is in zone %s; zones with nodes are: %s; correct the name, or add nodes"
        .formatted(
            named ? BasaltNames.CAPABILITY_ZONES : BasaltNames.ZONE,
            String.join(", ", zones),
            String.join(", ", choice.known()));
  }

  private Next keep(List<Look> looks, CapabilityPlan plan, Supply supply)
      throws InterruptedException {
    Next next = Next.never();
    boolean answering = true;
    for (Look look : looks) {
      ResourceList target = plan.targets().get(look.record().name());
      QueueSettings settings = look.settings();
      tell(look.record(), OVERDRAWN, plan.overdrawn().getOrDefault(look.record().name(), ""));
      if (target == null || settings == null) {
        tell(look.record(), LEFT_ALONE, "");
      } else if (answering) {
        try {
          next = next.or(keep(look, settings, target, supply));
        } catch (WriteFailedException e) {
          LOG.info("queue {}: {}", look.record().name(), e.getMessage());
          tell(look.record(), REFUSED, e.refused() ? String.valueOf(e.getMessage()) : "");
          next = next.or(Next.after(RETRY));
          // Nothing is gained by waiting for an answer to each of many queues.
          answering = e.status() != 0;
        }
      }
    }
    return next;
  }

  private Next keep(Look look, QueueSettings settings, ResourceList target, Supply supply)
      throws InterruptedException {
    QueueRecord queue = look.record();
    KeptQueue memory = look.memory();
    Set<Pool> pools = look.plan().pools();
    ResourceList is = look.plan().capability();
    long now = clock.nanos();
    memory.begin(supply, pools, queue, settings);
    memory.steadiness().want(now, target);
    if (queue.holder() != null) {
      tell(queue, LEFT_ALONE, leftAlone(queue.holder()));
      return Next.never();
    }
    ResourceList next = memory.steadiness().next(now, is, settings.hysteresis(), queue.guarantee());
    if (!next.equals(is)) {
      String cause = memory.cause(supply, pools, queue, settings);
      long generation = options.dryRun() ? 0 : write(queue, next);
      memory.written(next, queue, generation);
      tell(queue, LEFT_ALONE, "");
      tell(queue, REFUSED, "");
      event(
          queue,
          false,
          options.dryRun() ? WOULD_CHANGE : CHANGED,
          difference(is, next) + ": " + cause);
    }
    if (next.equals(target)) {
      memory.settled(supply, pools, queue, settings);
    }
    return next.equals(target) ? Next.never() : Next.after(memory.steadiness().untilNews(now));
  }

  /** Returns the queue's generation since then. */
  private long write(QueueRecord queue, ResourceList capability) throws InterruptedException {
    ObjectNode wanted =
        Json.object().put("apiVersion", "scheduling.volcano.sh/v1beta1").put("kind", "Queue");
    wanted.putObject("metadata").put("name", queue.name());
    ObjectNode amounts = wanted.putObject("spec").putObject("capability");
    capability.toQuantities().forEach(amounts::put);
    ApiResponse response = writer.apply(QUEUES + queue.name(), MANAGER, queue.uid(), wanted);
    if (response.status() == CONFLICT) {
      tell(queue, LEFT_ALONE, leftAlone(response.message()));
    }
    if (!response.successful()) {
      throw WriteFailedException.of("apply spec.capability", response);
    }
    metrics.changed(queue.name());
    return response.json().path("metadata").path("generation").asLong();
  }

  private static String leftAlone(String holder) {
    return "spec.capability was set by somebody else (%s) and is left alone; remove spec.capability to have it kept, or set the annotation %s to manual"
        .formatted(holder, BasaltNames.CAPABILITY);
  }

  /** Names what differs, such as {@code cpu 96 -> 64}. */
  private static String difference(ResourceList before, ResourceList after) {
    Set<String> names = new TreeSet<>(before.toMap().keySet());
    names.addAll(after.toMap().keySet());
    List<String> texts = new ArrayList<>();
    for (String name : names) {
      if (before.has(name) != after.has(name) || before.get(name) != after.get(name)) {
        texts.add("%s %s -> %s".formatted(name, amount(before, name), amount(after, name)));
      }
    }
    return String.join(", ", texts);
  }

  private static String amount(ResourceList amounts, String name) {
    return amounts.has(name) ? Quantities.format(name, amounts.get(name)) : "no limit";
  }

  /** Says what is wrong once, and again once it was right in between; empty: all is well. */
  private void tell(QueueRecord queue, String reason, String message) {
    if (said.isNews(new ObjectKey("", queue.name()), reason, message) && !message.isEmpty()) {
      event(queue, true, reason, message);
    }
  }

  private void event(QueueRecord queue, boolean warning, String reason, String message) {
    LOG.info("queue {}: {}: {}", queue.name(), reason, message);
    Queue object = new Queue();
    object.setMetadata(new ObjectMetaBuilder().withName(queue.name()).withUid(queue.uid()).build());
    notices.event(object, warning, reason, message);
  }
}
