package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.bus.Command;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.Json;
import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs of one scene: handing them in, and looking at what becomes of them. */
final class JobScene {
  private final Scene scene;
  private final JobJournal journal;

  /** Begins to watch the jobs of the scene's namespace. */
  JobScene(Scene scene) {
    this.scene = scene;
    this.journal = scene.closing(new JobJournal(scene.client(), scene.namespace()));
  }

  List<JobPhase> phases(String job) {
    return journal.phases(job);
  }

  RoleProcess<ControllersRole> controllers() {
    return scene.closing(
        ControllersRole.process(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            ControllersOptions.alone(),
            EndpointSettings.loopback()));
  }

  void submit(String yaml) {
    KubernetesClient client = scene.client();
    Job job =
        client
            .getKubernetesSerialization()
            .unmarshal("apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\n" + yaml, Job.class);
    job.getMetadata().setNamespace(scene.namespace());
    client.resource(job).create();
  }

  /** Hands in a job that the client's model may have no words for. */
  void submitAsWritten(String yaml) {
    KubernetesClient client = scene.client();
    GenericKubernetesResource job =
        client
            .getKubernetesSerialization()
            .unmarshal(
                "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\n" + yaml,
                GenericKubernetesResource.class);
    job.getMetadata().setNamespace(scene.namespace());
    client.resource(job).create();
  }

  /** Changes a field of a job by JSON patch. */
  void patch(String job, String path, String value) {
    all()
        .withName(job)
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"add\",\"path\":\"%s\",\"value\":%s}]".formatted(path, value));
  }

  /** Lets a job have been refused something for long. */
  void refusedSince(String job, String reason, Instant since) {
    all()
        .withName(job)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"controlledResources\":{\"refused\":\"%s %s\"}}}"
                .formatted(reason, since.truncatedTo(ChronoUnit.SECONDS)));
  }

  boolean exists(String job) {
    return all().withName(job).get() != null;
  }

  /** Deletes all jobs: while they are there they make their pods anew. */
  void deleteAll() {
    all().list().getItems().forEach(job -> scene.client().resource(job).delete());
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      all() {
    return scene
        .client()
        .genericKubernetesResources("batch.volcano.sh/v1alpha1", "Job")
        .inNamespace(scene.namespace());
  }

  static String template(String duration, int exitCode) {
    return """
    {metadata: {annotations: {%s: "%s", %s: "%d"}}, spec: {restartPolicy: Never, \
    terminationGracePeriodSeconds: 0, containers: [{name: main, image: none, \
    resources: {requests: {cpu: 500m, memory: 64Mi}}}]}}\
    """
        .formatted(BasaltNames.SIM_DURATION, duration, BasaltNames.SIM_EXIT_CODE, exitCode);
  }

  void command(String job, String action) {
    Command command = new Command();
    command.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(scene.namespace())
            .withGenerateName(job + "-")
            .build());
    command.setAction(action);
    command.setTarget(
        new OwnerReferenceBuilder()
            .withApiVersion("batch.volcano.sh/v1alpha1")
            .withKind("Job")
            .withName(job)
            .withUid(job(job).getMetadata().getUid())
            .build());
    scene.client().resource(command).create();
  }

  void await(String job, JobPhase phase) {
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(journal.phases(job)).as(() -> situation(job)).isNotEmpty().endsWith(phase));
  }

  /** What a person would look at first. */
  String situation(String job) {
    List<String> pods =
        pods().stream()
            .map(pod ->
                pod.getMetadata().getName()
                    + " "
                    + pod.getStatus().getPhase()
                    + " "
                    + pod.getSpec().getNodeName()
                    + Observed.scheduled(pod).map(one -> " " + one.getMessage()).orElse(""))
            .toList();
    List<String> groups =
        groups().stream().map(group -> group.getSpec() + " " + group.getStatus()).toList();
    return state(job) + "\npods " + pods + "\ngroups " + groups;
  }

  void awaitReason(String job, String reason) {
    Eventually.within(Scene.SOON).passes(() -> assertThat(reason(job)).isEqualTo(reason));
  }

  /** What the job's status says about where it stands, empty if nothing. */
  String message(String job) {
    return state(job).path("message").asText();
  }

  /** Reasons of the events about a job. */
  List<String> events(String job) {
    return scene
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(scene.namespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> job.equals(event.getRegarding().getName()))
        .map(event -> event.getReason())
        .toList();
  }

  @Nullable String reason(String job) {
    return state(job).path("reason").asText(null);
  }

  /** As JSON: not every job can be read as an object. */
  private JsonNode state(String job) {
    String path =
        "/apis/batch.volcano.sh/v1alpha1/namespaces/" + scene.namespace() + "/jobs/" + job;
    return Json.parse(scene.client().raw(path).getBytes(StandardCharsets.UTF_8))
        .path("status")
        .path("state");
  }

  Job job(String name) {
    return scene
        .client()
        .resources(Job.class)
        .inNamespace(scene.namespace())
        .withName(name)
        .require();
  }

  List<Pod> pods() {
    return Observed.pods(scene.client(), scene.namespace());
  }

  List<PodGroup> groups() {
    return scene
        .client()
        .resources(PodGroup.class)
        .inNamespace(scene.namespace())
        .list()
        .getItems();
  }
}
