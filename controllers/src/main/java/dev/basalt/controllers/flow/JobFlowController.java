package dev.basalt.controllers.flow;

import dev.basalt.api.flow.Flow;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.made.MadeJobs;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.StatusRecords;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The controllers of JobFlows and of JobTemplates, put together. */
public final class JobFlowController implements AutoCloseable {
  private static final int PAGE = 500;

  /** Jobs count their pods often: one look for many changes. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(1);
  private static final Duration GATHER_NAMES = Duration.ofSeconds(1);

  private final Mirror<JobFlow, JobFlow> flows;
  private final Mirror<WrittenTemplate, WrittenTemplate> templates;
  private final FlowProbes probes;
  private final FlowReconciler reconciler;
  private final Controller flowController;
  private final Controller templateController;

  /**
   * Controllers that do nothing until their mirrors and they are started.
   *
   * @param jobs started by somebody else, afterwards
   * @param workers flows that are worked on at once
   * @param executor runs the work of informers
   */
  public JobFlowController(
      KubernetesClient client,
      MadeJobs jobs,
      Writer writer,
      Notices notices,
      int workers,
      Clock clock,
      Executor executor) {
    flows = mirror(client, JobFlow.class, JobFlow::new, clock, executor);
    templates = mirror(client, WrittenTemplate.class, WrittenTemplate::new, clock, executor);
    probes = new FlowProbes(writer, PROBE_PATIENCE);
    reconciler =
        new FlowReconciler(
            records(client, writer, flows, JobFlow.class, "jobflows"),
            templates,
            jobs,
            writer,
            probes,
            notices,
            client.getKubernetesSerialization());
    flowController = new Controller("jobflow", workers, reconciler, clock);
    templateController =
        new Controller(
            "jobtemplate",
            1,
            new TemplateReconciler(
                records(client, writer, templates, WrittenTemplate.class, "jobtemplates"), jobs),
            clock);
    jobs.listen(this::jobChanged);
  }

  /** Begins to watch. */
  public void startMirrors() {
    flows.start((key, before, after) -> flowController.queue().add(key));
    templates.start((key, before, after) -> templateChanged(key, before == null));
  }

  public List<Mirror<?, ?>> mirrors() {
    return List.of(flows, templates);
  }

  public List<Controller> controllers() {
    return List.of(flowController, templateController);
  }

  @Override
  public void close() {
    probes.close();
  }

  private void jobChanged(MadeJob job, boolean gone) {
    ObjectKey owner = job.maker().owner();
    if (owner != null && job.maker().kind().equals(MadeJob.JOB_FLOW)) {
      if (gone) {
        reconciler.gone(owner, job);
      }
      flowController.queue().add(owner, GATHER);
    }
    ObjectKey template = job.maker().template();
    if (template != null) {
      templateController.queue().add(template, GATHER_NAMES);
    }
  }

  private void templateChanged(ObjectKey template, boolean fresh) {
    templateController.queue().add(template, GATHER_NAMES);
    for (JobFlow flow : fresh ? flows.all() : List.<JobFlow>of()) {
      if (flow.getMetadata().getNamespace().equals(template.namespace())
          && flow.getSpec() != null
          && names(flow.getSpec().flows(), template.name())) {
        flowController.queue().add(ObjectKey.of(flow));
      }
    }
  }

  private static boolean names(@Nullable List<Flow> flows, String template) {
    return flows != null && flows.stream().anyMatch(flow -> Objects.equals(flow.name(), template));
  }

  private static <K extends CustomResource<?, ?>> Mirror<K, K> mirror(
      KubernetesClient client, Class<K> kind, Supplier<K> blank, Clock clock, Executor executor) {
    return new Mirror<>(
        client,
        new SlimInformer.Selection<>(kind, blank, null, PAGE),
        object -> {
          object.getMetadata().setManagedFields(List.of());
          return object;
        },
        (key, object) -> null,
        clock,
        executor);
  }

  private static <K extends CustomResource<?, ?>> StatusRecords<K> records(
      KubernetesClient client, Writer writer, Mirror<K, K> mirror, Class<K> kind, String plural) {
    return new StatusRecords<>(
        mirror,
        writer,
        client.getKubernetesSerialization(),
        kind,
        key ->
            "/apis/flow.volcano.sh/v1alpha1/namespaces/"
                + key.namespace()
                + "/"
                + plural
                + "/"
                + key.name());
  }
}
