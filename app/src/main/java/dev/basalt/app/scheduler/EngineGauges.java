package dev.basalt.app.scheduler;

import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.engine.EngineSummary.QueueSummary;
import dev.basalt.core.engine.EngineSummary.UserSummary;
import dev.basalt.core.model.RejectionCause;
import dev.basalt.core.model.RejectionReason;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Series read from the engine's summary at each scrape: shares, waits, pods. Amounts are in cores,
 * bytes and counts; Volcano's names keep Volcano's units (milli-CPU, bytes).
 */
final class EngineGauges {
  private static final double MILLI = 1000;

  private final Engine engine;
  private final MeterRegistry registry;
  private final Map<String, MultiGauge> families = new HashMap<>();

  EngineGauges(Engine engine, MeterRegistry registry) {
    this.engine = engine;
    this.registry = registry;
    Gauge.builder("basalt.nodes", engine, e -> e.summary().nodes())
        .description("Nodes known")
        .register(registry);
    Gauge.builder("basalt.leader", engine, e -> e.summary().leading() ? 1 : 0)
        .description("1 where this process decides")
        .register(registry);
    Gauge.builder("basalt.users.left.out", engine, e -> e.summary().usersLeftOut())
        .description("Users beyond the 1,000 that have a series")
        .register(registry);
    Gauge.builder("basalt.reservations", engine, e -> e.summary().reservations())
        .description("Jobs that lack room and have it kept for them")
        .register(registry);
    FunctionCounter.builder("basalt.sessions", engine, e -> e.summary().sessions())
        .description("Sessions run")
        .register(registry);
    FunctionCounter.builder("basalt.bindings.sent", engine, e -> e.summary().bindings())
        .description("Bindings sent")
        .register(registry);
    FunctionCounter.builder(
            "basalt.out.of.resource.rejections",
            engine,
            e -> e.summary().rejections().outOfResource())
        .description("Pods that a node rejected for lack of room")
        .register(registry);
    registerRejections();
  }

  /** Brings the series with labels up to date. Call before each scrape. */
  synchronized void refresh() {
    EngineSummary summary = engine.summary();
    List<MultiGauge.Row<?>> waiting = new ArrayList<>();
    for (WaitReason reason : WaitReason.values()) {
      int jobs = summary.waitingByReason().getOrDefault(reason, 0);
      waiting.add(MultiGauge.Row.of(Tags.of("reason", reason.code()), jobs));
    }
    set("basalt.waiting.jobs", "Jobs that wait, by reason", waiting);
    List<MultiGauge.Row<?>> byQueue = new ArrayList<>();
    summary
        .waitingByQueue()
        .forEach((queue, counts) ->
            counts.forEach((reason, jobs) ->
                byQueue.add(
                    MultiGauge.Row.of(Tags.of("queue", queue, "reason", reason.code()), jobs))));
    set("basalt.queue.waiting.jobs", "A queue's jobs that wait, by reason", byQueue);
    List<MultiGauge.Row<?>> users = new ArrayList<>();
    for (UserSummary user : summary.users()) {
      users.add(
          MultiGauge.Row.of(Tags.of("queue", user.queue(), "user", user.user()), user.share()));
    }
    set(
        "basalt.user.share.ratio",
        "What a user of a queue holds and held lately, by its capacity and the user's weight",
        users);
    Map<String, List<MultiGauge.Row<?>>> rows = new HashMap<>();
    for (QueueSummary queue : summary.queues()) {
      queue(queue, rows);
    }
    QueueSeries.ALL.forEach(series ->
        set(series.name(), series.description(), rows.getOrDefault(series.name(), List.of())));
  }

  /** All from the start: of a series that is born at 1, nobody sees that it grew. */
  private void registerRejections() {
    for (RejectionReason reason : RejectionReason.values()) {
      for (RejectionCause cause : RejectionCause.values()) {
        FunctionCounter.builder(
                "basalt.pod.rejections", engine, e -> e.summary().rejections().of(reason, cause))
            .description("Pods that a node turned away, by reason and by who brought it about")
            .tag("reason", reason.code())
            .tag("cause", cause.code())
            .register(registry);
      }
    }
  }

  private static void queue(QueueSummary queue, Map<String, List<MultiGauge.Row<?>>> rows) {
    Tags own = Tags.of("queue", queue.name());
    Tags alias = Tags.of("queue_name", queue.name());
    amounts("basalt.queue.allocated", own, queue.allocated(), rows);
    amounts("basalt.queue.deserved", own, queue.deserved(), rows);
    amounts("basalt.queue.requested", own, queue.requested(), rows);
    row("basalt.queue.share.ratio", own, share(queue), rows);
    row("basalt.queue.weight", own, queue.weight(), rows);
    row("basalt.queue.pods", own.and("state", "pending"), queue.pods().pending(), rows);
    row("basalt.queue.pods", own.and("state", "binding"), queue.pods().binding(), rows);
    row("basalt.queue.pods", own.and("state", "bound"), queue.pods().bound(), rows);
    row("basalt.queue.pods", own.and("state", "running"), queue.pods().running(), rows);
    row("volcano.queue.share", alias, share(queue), rows);
    row("volcano.queue.weight", alias, queue.weight(), rows);
    volcano("volcano.queue.allocated", alias, queue.allocated(), rows);
    volcano("volcano.queue.deserved", alias, queue.deserved(), rows);
    volcano("volcano.queue.request", alias, queue.requested(), rows);
  }

  private static void amounts(
      String name, Tags tags, ResourceList list, Map<String, List<MultiGauge.Row<?>>> rows) {
    list.forEach((resource, amount) ->
        row(name, tags.and("resource", resource), inBaseUnit(resource, amount), rows));
  }

  private static void volcano(
      String prefix, Tags tags, ResourceList list, Map<String, List<MultiGauge.Row<?>>> rows) {
    row(prefix + ".milli.cpu", tags, (double) list.get(ResourceSchema.CPU_NAME), rows);
    row(prefix + ".memory.bytes", tags, (double) list.get(ResourceSchema.MEMORY_NAME), rows);
  }

  private static double inBaseUnit(String resource, long amount) {
    return resource.equals(ResourceSchema.CPU_NAME) ? amount / MILLI : amount;
  }

  /** The largest part of its deserved amounts that the queue holds. */
  private static double share(QueueSummary queue) {
    double[] share = new double[1];
    queue
        .deserved()
        .forEach((resource, deserved) ->
            share[0] = Math.max(share[0], (double) queue.allocated().get(resource) / deserved));
    return share[0];
  }

  private static void row(
      String name, Tags tags, double value, Map<String, List<MultiGauge.Row<?>>> rows) {
    rows.computeIfAbsent(name, first -> new ArrayList<>()).add(MultiGauge.Row.of(tags, value));
  }

  private void set(String name, String description, List<MultiGauge.Row<?>> rows) {
    families
        .computeIfAbsent(
            name, first -> MultiGauge.builder(name).description(description).register(registry))
        .register(rows, true);
  }

  /** The series of queues. */
  private record QueueSeries(String name, String description) {
    static final List<QueueSeries> ALL =
        List.of(
            new QueueSeries("basalt.queue.allocated", "What a queue's pods hold"),
            new QueueSeries("basalt.queue.deserved", "What a queue deserves now"),
            new QueueSeries("basalt.queue.requested", "What a queue's pods hold or wait for"),
            new QueueSeries("basalt.queue.share.ratio", "Allocated by deserved, largest dimension"),
            new QueueSeries("basalt.queue.weight", "A queue's weight"),
            new QueueSeries("basalt.queue.pods", "A queue's pods by state"),
            new QueueSeries("volcano.queue.share", "Alias of basalt_queue_share_ratio"),
            new QueueSeries("volcano.queue.weight", "Alias of basalt_queue_weight"),
            new QueueSeries("volcano.queue.allocated.milli.cpu", "Alias of basalt_queue_allocated"),
            new QueueSeries(
                "volcano.queue.allocated.memory.bytes", "Alias of basalt_queue_allocated"),
            new QueueSeries("volcano.queue.deserved.milli.cpu", "Alias of basalt_queue_deserved"),
            new QueueSeries(
                "volcano.queue.deserved.memory.bytes", "Alias of basalt_queue_deserved"),
            new QueueSeries("volcano.queue.request.milli.cpu", "Alias of basalt_queue_requested"),
            new QueueSeries(
                "volcano.queue.request.memory.bytes", "Alias of basalt_queue_requested"));
  }
}
