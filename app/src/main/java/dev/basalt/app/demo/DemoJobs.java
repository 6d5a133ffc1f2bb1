package dev.basalt.app.demo;

import dev.basalt.api.batch.Job;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobTemplate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The jobs of the demo: what the controllers make pods of, on fake nodes. They pass the gangs and
 * bursts that wait in their queue, so that they are seen within the run.
 */
final class DemoJobs {
  /** The job whose pods grow. */
  static final String GROWING = "hungry";

  /** The flow. */
  static final String FLOW = "nightly";

  private static final String PRIORITY = "basalt-demo-jobs";

  private final KubernetesSerialization serialization;
  private final String queue;

  /**
   * @param queue where they go
   */
  DemoJobs(KubernetesSerialization serialization, String queue) {
    this.serialization = serialization;
    this.queue = queue;
  }

  /** What must be there before them. */
  static PriorityClass priority(Map<String, String> labels) {
    return new PriorityClassBuilder()
        .withNewMetadata()
        .withName(PRIORITY)
        .withLabels(labels)
        .endMetadata()
        .withValue(1000)
        .withDescription("Jobs of the demo go before its gangs and bursts.")
        .build();
  }

  /** All of them, the earliest first. */
  List<DemoJob> all() {
    return List.of(pipeline(), hungry(), byDay(), nightly());
  }

  /**
   * Eight pods train together once the loaders run, and all of them start together or none does.
   */
  private DemoJob pipeline() {
    HasMetadata job =
        job(
            "pipeline",
            """
              plugins: {env: [], svc: []}
              tasks:
              - name: load
                replicas: 4
                template: %s
              - name: train
                replicas: 8
                dependsOn: {name: [load]}
                template: %s
            """
                .formatted(template("7s", "", ""), template("5s", "", "")));
    return new DemoJob("pipeline", 0.1, 12, "a gang", List.of(job));
  }

  /** Every pod takes one day of two weeks: its index says which. */
  private DemoJob byDay() {
    String days =
        "2026-01-05 2026-01-06 2026-01-07 2026-01-08 2026-01-09"
            + " 2026-01-12 2026-01-13 2026-01-14 2026-01-15 2026-01-16";
    HasMetadata job =
        job(
            "by-day",
            """
              minAvailable: 1
              plugins: {env: []}
              tasks:
              - name: day
                replicas: 10
                template: %s
            """
                .formatted(template("4s", "env: [{name: DATES, value: \"" + days + "\"}],", "")));
    return new DemoJob("by-day", 0.2, 10, "2026-01-05 to 01-16, a pod a day", List.of(job));
  }

  /** Its pods need 300 MiB and ask for 64: they are made larger until they fit. */
  private DemoJob hungry() {
    HasMetadata job =
        job(
            GROWING,
            """
              minAvailable: 1
              plugins: {oom: ["--ratio=2"]}
              tasks:
              - name: main
                replicas: 4
                template: %s
            """
                .formatted(template("2s", "", ", basalt.dev/sim-peak-memory: 300Mi")));
    return new DemoJob(GROWING, 0.15, 4, "needs 300Mi; limit", List.of(job));
  }

  /** Three jobs, one after the other. */
  private DemoJob nightly() {
    JobFlow flow =
        serialization.unmarshal(
            """
            apiVersion: flow.volcano.sh/v1alpha1
            kind: JobFlow
            metadata: {name: nightly, namespace: %s}
            spec:
              flows:
              - {name: fetch}
              - {name: train, dependsOn: {targets: [fetch]}}
              - {name: report, dependsOn: {targets: [train]}}
            """
                .formatted(ApiObjects.NAMESPACE),
            JobFlow.class);
    return new DemoJob(
        FLOW,
        0.25,
        3,
        "a flow: fetch, then train, then report",
        List.of(step("fetch", 2), step("train", 6), step("report", 1), flow));
  }

  private JobTemplate step(String name, int replicas) {
    Job job =
        job(
            name,
            """
              tasks:
              - name: main
                replicas: %d
                template: %s
            """
                .formatted(replicas, template("2s", "", "")));
    return JobTemplate.of(
        ApiObjects.NAMESPACE, name, Objects.requireNonNull(job.getSpec(), "it is written above"));
  }

  private Job job(String name, String spec) {
    return serialization.unmarshal(
        """
        apiVersion: batch.volcano.sh/v1alpha1
        kind: Job
        metadata: {name: %s, namespace: %s}
        spec:
          schedulerName: %s
          queue: %s
          priorityClassName: %s
        %s\
        """
            .formatted(name, ApiObjects.NAMESPACE, ApiObjects.SCHEDULER, queue, PRIORITY, spec),
        Job.class);
  }

  /**
   * A pod's template, in one line of YAML.
   *
   * @param duration how long it runs on a fake node
   * @param container more of its container, each part with a comma behind it
   * @param annotations more annotations, each with a comma before it
   */
  private static String template(String duration, String container, String annotations) {
    return """
    {metadata: {annotations: {basalt.dev/sim-duration: "%s"%s}}, \
    spec: {restartPolicy: Never, terminationGracePeriodSeconds: 1, containers: [{name: main, \
    image: "%s", command: [sleep, "5"], %s \
    resources: {requests: {cpu: 500m, memory: 64Mi}, limits: {memory: 64Mi}}}]}}\
    """
        .formatted(duration, annotations, ApiObjects.IMAGE, container);
  }
}
