package dev.basalt.app.acceptance;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;

/** Pod templates, and workflows with pods as Argo's controller makes them. */
final class WorkloadFixtures {
  private WorkloadFixtures() {}

  static String template(String app, String key, String value, String restart) {
    return """
    {metadata: {labels: {app: %s}, annotations: {%s: "%s"}}, spec: {schedulerName: volcano, \
    restartPolicy: %s, terminationGracePeriodSeconds: 0, containers: [{name: main, image: none, \
    resources: {requests: {cpu: 500m, memory: 64Mi}}}]}}\
    """
        .formatted(app, key, value, restart);
  }

  static HasMetadata workflow(Scene scene, String queue) {
    KubernetesClient client = scene.client();
    client
        .resource(
            client
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: workflows.argoproj.io}
                    spec:
                      group: argoproj.io
                      scope: Namespaced
                      names: {plural: workflows, singular: workflow, kind: Workflow}
                      versions:
                      - name: v1alpha1
                        served: true
                        storage: true
                        schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                    """,
                    CustomResourceDefinition.class))
        .serverSideApply();
    GenericKubernetesResource flow = new GenericKubernetesResource();
    flow.setApiVersion("argoproj.io/v1alpha1");
    flow.setKind("Workflow");
    flow.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(scene.namespace())
            .withName("flow")
            .addToAnnotations(VolcanoNames.QUEUE_NAME, queue)
            .build());
    return Eventually.within(Scene.SOON)
        .becomes(
            "a workflow",
            () -> {
              try {
                return client.resource(flow).create();
              } catch (KubernetesClientException e) {
                return null;
              }
            },
            Objects::nonNull);
  }

  static void step(Scene scene, HasMetadata flow, String name, String queue, String lasting) {
    Pod pod =
        scene
            .client()
            .getKubernetesSerialization()
            .unmarshal(
                "---\n" + template("flow", BasaltNames.SIM_DURATION, lasting, "Never"), Pod.class);
    pod.getMetadata().setNamespace(scene.namespace());
    pod.getMetadata().setName("flow-" + name);
    if (!queue.isEmpty()) {
      pod.getMetadata().getAnnotations().put(VolcanoNames.QUEUE_NAME, queue);
    }
    pod.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("argoproj.io/v1alpha1")
                    .withKind("Workflow")
                    .withName(flow.getMetadata().getName())
                    .withUid(flow.getMetadata().getUid())
                    .withController(true)
                    .build()));
    scene.client().resource(pod).create();
  }
}
