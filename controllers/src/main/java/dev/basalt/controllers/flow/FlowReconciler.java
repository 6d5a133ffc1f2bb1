package dev.basalt.controllers.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.flow.FlowPlan.Ask;
import dev.basalt.controllers.flow.FlowPlan.Order;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.made.MadeJobs;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.Said;
import dev.basalt.controllers.runtime.StatusRecords;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Carries out what a {@link FlowPlan} says. */
final class FlowReconciler implements Reconciler {
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(2);
  private static final Duration QUOTA_RETRY = Duration.ofSeconds(5);
  private static final Duration REFUSED_RETRY = Duration.ofSeconds(30);
  private static final Duration SHORTLY = Duration.ofSeconds(1);
  private static final int CONFLICT = 409;

  /** What is remembered of a flow besides its status; lost when the controller ends. */
  private static final class Memory {
    /** Jobs that were seen to go after they had ended, and may not be in the status yet. */
    private final Map<String, MadeJob> gone = new ConcurrentHashMap<>();

    /** Questions that were answered well. */
    private final Set<Ask> passed = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Notice hindrance;
  }

  private final StatusRecords<JobFlow> records;
  private final Mirror<WrittenTemplate, WrittenTemplate> templates;
  private final MadeJobs jobs;
  private final Writer writer;
  private final FlowProbes probes;
  private final Notices notices;
  private final KubernetesSerialization serialization;
  private final Said said = new Said();
  private final Map<ObjectKey, Memory> memories = new ConcurrentHashMap<>();

  FlowReconciler(
      StatusRecords<JobFlow> records,
      Mirror<WrittenTemplate, WrittenTemplate> templates,
      MadeJobs jobs,
      Writer writer,
      FlowProbes probes,
      Notices notices,
      KubernetesSerialization serialization) {
    this.records = records;
    this.templates = templates;
    this.jobs = jobs;
    this.writer = writer;
    this.probes = probes;
    this.notices = notices;
    this.serialization = serialization;
  }

  /** A job of a flow is gone; any thread. */
  void gone(ObjectKey flow, MadeJob job) {
    if (job.finished()) {
      memory(flow).gone.put(job.key().name(), job);
    }
  }

  @Override
  public Next reconcile(ObjectKey key) throws InterruptedException {
    JobFlow flow = records.current(key);
    if (flow == null) {
      said.forget(key);
      memories.remove(key);
      return Next.never();
    }
    Memory memory = memory(key);
    Map<String, MadeJob> gone = Map.copyOf(memory.gone);
    FlowPlan plan = plan(key, flow, memory, gone);
    if (!plan.asks().isEmpty() && ask(plan, memory)) {
      plan = plan(key, flow, memory, gone);
    }
    for (Notice notice : plan.notices()) {
      say(flow, notice);
    }
    JobFlow written =
        plan.make().isEmpty()
            ? records.write(key, flow, plan.status())
            : records.confirm(key, flow, plan.status());
    if (written == null) {
      return Next.after(SHORTLY);
    }
    gone.forEach(memory.gone::remove);
    for (MadeJob job : plan.delete()) {
      writer.delete(ApiPaths.job(job.key()), job.uid(), "Foreground");
    }
    Next next = plan.asks().isEmpty() ? Next.never() : Next.after(PROBE_PERIOD);
    if (plan.make().isEmpty()) {
      memory.hindrance = null;
      return next;
    }
    // A job may have gone while we looked: first from where we look, then into what we remember.
    if (plan.make().stream().anyMatch(order -> memory.gone.containsKey(order.name()))) {
      return Next.now();
    }
    return next.or(make(written, plan, memory));
  }

  private FlowPlan plan(ObjectKey key, JobFlow flow, Memory memory, Map<String, MadeJob> gone) {
    String uid = flow.getMetadata().getUid();
    Map<String, MadeJob> mine = new HashMap<>();
    jobs.of(MadeJob.JOB_FLOW, key, uid).forEach(job -> mine.put(job.key().name(), job));
    Map<String, MadeJob> ended = new HashMap<>(gone);
    ended.values().removeIf(job -> !job.maker().uid().equals(uid));
    return FlowPlan.of(
        new FlowPlan.Facts(
            key,
            FlowShape.of(flow.getSpec()),
            Math.max(0, Metadata.number(Metadata.annotation(flow, BasaltNames.FLOW_RETRIES))),
            flow.getSpec() != null && "delete".equals(flow.getSpec().jobRetainPolicy()),
            flow.getMetadata().getDeletionTimestamp() != null,
            flow.getStatus(),
            mine,
            ended,
            name -> templates.get(new ObjectKey(key.namespace(), name)) != null,
            Set.copyOf(memory.passed),
            memory.hindrance));
  }

  /** Whether any question was answered well. */
  private boolean ask(FlowPlan plan, Memory memory) throws InterruptedException {
    boolean any = false;
    for (Ask ask : plan.asks()) {
      any |= probes.passes(ask) && memory.passed.add(ask);
    }
    return any;
  }

  private Next make(JobFlow flow, FlowPlan plan, Memory memory) throws InterruptedException {
    Next next = Next.never();
    Notice hindrance = null;
    for (Order order : plan.make()) {
      Hindered hindered = make(flow, order);
      if (hindered != null) {
        next = next.or(Next.after(hindered.retry()));
        hindrance = hindered.notice() == null ? hindrance : hindered.notice();
      }
    }
    boolean changed = !Objects.equals(hindrance, memory.hindrance);
    memory.hindrance = hindrance;
    return changed ? Next.now() : next;
  }

  /**
   * What stood in the way of a job.
   *
   * @param notice null if it is nothing to speak of
   */
  private record Hindered(@Nullable Notice notice, Duration retry) {}

  private @Nullable Hindered make(JobFlow flow, Order order) throws InterruptedException {
    ObjectKey key = ObjectKey.of(flow);
    WrittenTemplate template =
        templates.get(new ObjectKey(key.namespace(), order.place().template()));
    if (template == null) {
      return new Hindered(null, SHORTLY);
    }
    ObjectNode job;
    try {
      job = FlowJobObjects.job(flow, template, order);
    } catch (IllegalArgumentException e) {
      return new Hindered(
          Notice.warning("InvalidPatch", String.valueOf(e.getMessage())), REFUSED_RETRY);
    }
    ApiResponse response = writer.create(ApiPaths.jobs(key.namespace()), Json.bytes(job));
    if (response.successful()) {
      say(flow, Notice.normal("Created", "create a job named " + order.name() + "!"));
      return null;
    }
    return response.status() == CONFLICT ? taken(flow, order) : refused(order, response);
  }

  private @Nullable Hindered taken(JobFlow flow, Order order) throws InterruptedException {
    var there =
        writer.read(ApiPaths.job(new ObjectKey(flow.getMetadata().getNamespace(), order.name())));
    MadeJob job =
        there.isMissingNode()
            ? null
            : MadeJob.read(serialization.unmarshal(there.toString(), WrittenJob.class));
    if (job == null || job.maker().uid().equals(flow.getMetadata().getUid())) {
      // Ours, not seen yet or about to go: the watch will tell.
      return new Hindered(null, SHORTLY);
    }
    return new Hindered(
        Notice.warning(
            "JobNameTaken",
            "%s.name: job %s exists and is not this flow's; rename or delete it"
                .formatted(order.place().field(), order.name())),
        REFUSED_RETRY);
  }

  private static Hindered refused(Order order, ApiResponse response) {
    if (Writer.exceedsQuota(response)) {
      return new Hindered(
          Notice.warning(
              "QuotaExceeded",
              "job %s waits until the namespace's quota allows it: %s"
                  .formatted(order.name(), response.message())),
          QUOTA_RETRY);
    }
    WriteFailedException failure = WriteFailedException.of("create job " + order.name(), response);
    if (!failure.refused()) {
      throw failure;
    }
    return new Hindered(
        Notice.warning(
            "JobRefused",
            "%s: job %s is refused: %s"
                .formatted(order.place().field(), order.name(), response.message())),
        REFUSED_RETRY);
  }

  private void say(JobFlow flow, Notice notice) {
    if (said.isNews(ObjectKey.of(flow), notice.reason(), notice.message())) {
      notices.event(flow, notice.warning(), notice.reason(), notice.message());
    }
  }

  private Memory memory(ObjectKey flow) {
    return memories.computeIfAbsent(flow, key -> new Memory());
  }
}
