package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;

/** Work that makes the roles do all that they do: a right that one lacks shows. */
final class WorkOfEachKind {
  private static final String OBJECTS =
      """
      apiVersion: batch.volcano.sh/v1alpha1
      kind: Job
      metadata: {name: gang}
      spec:
        schedulerName: basalt
        minAvailable: 3
        plugins: {env: [], svc: [], ssh: []}
        volumes: [{mountPath: /scratch, volumeClaim: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
        tasks: [{name: main, replicas: 3, template: TEMPLATE}]
      ---
      apiVersion: batch.volcano.sh/v1alpha1
      kind: Job
      metadata: {name: plain}
      spec:
        schedulerName: basalt
        minAvailable: 3
        plugins: {env: [], svc: [], ssh: []}
        tasks: [{name: main, replicas: 3, template: TEMPLATE}]
      ---
      apiVersion: batch.volcano.sh/v1alpha1
      kind: Job
      metadata: {name: too-large}
      spec:
        schedulerName: basalt
        minAvailable: 40
        tasks: [{name: main, replicas: 40, template: TEMPLATE}]
      ---
      apiVersion: batch.volcano.sh/v1alpha1
      kind: CronJob
      metadata: {name: often}
      spec:
        schedule: "@every 1s"
        concurrencyPolicy: Forbid
        jobTemplate: {spec: {schedulerName: basalt, minAvailable: 1, tasks: [{name: main, replicas: 1, template: TEMPLATE}]}}
      ---
      apiVersion: flow.volcano.sh/v1alpha1
      kind: JobTemplate
      metadata: {name: step}
      spec: {schedulerName: basalt, minAvailable: 1, tasks: [{name: main, replicas: 1, template: TEMPLATE}]}
      ---
      apiVersion: flow.volcano.sh/v1alpha1
      kind: JobFlow
      metadata: {name: flow}
      spec: {jobRetainPolicy: retain, flows: [{name: step}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: stuck}
      spec: {schedulerName: basalt, nodeSelector: {nowhere: "true"}, containers: [{name: main, image: none, resources: {requests: {cpu: 100m}}}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {schedulerName: basalt, containers: [{name: main, image: none, resources: {requests: {cpu: 100m}}}]}
      """;

  private final KubernetesClient client;
  private final String namespace;

  WorkOfEachKind(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  void submit() {
    String text = OBJECTS.replace("TEMPLATE", JobScene.template("200ms", 0).strip());
    for (HasMetadata object : Chart.parse(client, text)) {
      object.getMetadata().setNamespace(namespace);
      client.resource(object).create();
    }
  }

  void awaitDone() {
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(phase("plain")).isEqualTo(JobPhase.COMPLETED);
          assertThat(client.resources(JobFlow.class).inNamespace(namespace).withName("flow").get())
              .extracting(flow -> Objects.requireNonNull(flow.getStatus().state()).phase())
              .isEqualTo(JobFlowPhase.SUCCEED);
          assertThat(client.resources(Job.class).inNamespace(namespace).list().getItems())
              .anyMatch(job -> job.getMetadata().getName().startsWith("often-"));
          List<Pod> pods = Observed.pods(client, namespace);
          assertThat(pods)
              .filteredOn(pod -> pod.getMetadata().getName().startsWith("web-"))
              .hasSize(2)
              .allMatch(Observed::bound);
          assertThat(pods)
              .filteredOn(pod -> pod.getMetadata().getName().equals("stuck"))
              .singleElement()
              .satisfies(pod -> assertThat(Observed.scheduled(pod)).isPresent());
          assertThat(client.resources(PodGroup.class).inNamespace(namespace).list().getItems())
              .filteredOn(group -> group.getMetadata().getName().startsWith("too-large-"))
              .singleElement()
              .satisfies(group -> assertThat(Observed.waitsFor(group)).isNotNull());
          assertThat(client.persistentVolumeClaims().inNamespace(namespace).list().getItems())
              .isNotEmpty();
        });
  }

  private JobPhase phase(String job) {
    Job found = client.resources(Job.class).inNamespace(namespace).withName(job).require();
    return Objects.requireNonNull(
        Objects.requireNonNull(Objects.requireNonNull(found.getStatus()).state()).phase());
  }
}
