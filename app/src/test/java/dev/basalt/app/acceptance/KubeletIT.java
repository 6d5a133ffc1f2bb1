package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.app.image.BasaltImage;
import dev.basalt.deploy.image.Content;
import dev.basalt.deploy.image.ImageArchive;
import dev.basalt.deploy.image.ImageConfig;
import dev.basalt.deploy.image.Layer;
import dev.basalt.deploy.image.Libraries;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.testkit.kubelet.RealNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The image on a real kubelet and a real container runtime. */
@Tag("soak")
class KubeletIT {
  private static final Path ROOT = Path.of(System.getProperty("basalt.root"));

  /** Deadline that only catches absence; containers start slowly on a busy machine. */
  private static final Duration IN_TIME = Duration.ofMinutes(4);

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("kubelet").withoutFakeNodes());

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  @TempDir static Path folder;

  private static RealNode node;
  private static String image;

  @BeforeAll
  static void startNode() throws IOException, InterruptedException {
    Optional<String> whyNot = RealNode.whyNot();
    if (whyNot.isPresent()) {
      String line = "kubelet: NOT RUN, " + whyNot.get();
      System.out.println(line);
      throw new TestAbortedException(line);
    }
    Path archive = folder.resolve("basalt.tar");
    new BasaltImage(ROOT, System.out::println)
        .make("basalt", true, Files.createDirectory(folder.resolve("work")), archive);
    image =
        "docker.io/library/basalt:"
            + Libraries.read(ROOT.resolve("app/target/libraries.json")).program().version();
    node =
        RealNode.start(
            "real", Files.createTempDirectory("kubelet-"), CLUSTER.cluster().kubeconfig());
    node.importImages(pause());
    node.importImages(archive);
  }

  @AfterAll
  static void stopNode() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void rolesOfTheImageRunAJobAndAnswerARealKillForWantOfMemory() {
    run(
        "scheduler",
        "[scheduler, --leader-elect=false, --bind-address=127.0.0.1, --metrics-port=0]");
    run("controllers", "[controllers, --leader-elect=false, --metrics-port=0]");
    JobScene jobs = new JobScene(scene);

    jobs.submit(job("first", 3, "exit 0", "64Mi", ""));
    await(jobs, "first");

    // Eight bytes, doubled 22 times: fits neither 32 nor 64 MiB.
    jobs.submit(
        job(
            "hungry",
            1,
            "x=12345678; i=0; while [ $i -lt 22 ]; do x=$x$x; i=$((i+1)); done",
            "32Mi",
            "plugins: {oom: [--ratio=2, --max-memory=1Gi, --max-retries=5]}"));
    await(jobs, "hungry");
    String record = jobs.job("hungry").getMetadata().getAnnotations().get(BasaltNames.OOM_RECORD);
    System.out.println("kubelet: growths after real kills: " + record);
    assertThat(record).contains("\"growths\":").doesNotContain("\"growths\":0");
  }

  private void await(JobScene jobs, String name) {
    Eventually.within(IN_TIME)
        .passes(
            () ->
                assertThat(jobs.phases(name)).as(() -> state()).endsWith(COMPLETED));
  }

  /** Starts a role of the image as a pod that has no rights on its node. */
  private void run(String role, String arguments) {
    URI server = URI.create(CLUSTER.cluster().clientConfig().getMasterUrl());
    scene
        .client()
        .load(
            new java.io.ByteArrayInputStream(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %1$s, namespace: %2$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: basalt-%1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  nodeName: %3$s
                  serviceAccountName: %1$s
                  hostNetwork: true
                  securityContext: {runAsNonRoot: true}
                  containers:
                  - name: main
                    image: %4$s
                    imagePullPolicy: Never
                    args: %5$s
                    env:
                    - {name: KUBERNETES_SERVICE_HOST, value: "%6$s"}
                    - {name: KUBERNETES_SERVICE_PORT, value: "%7$d"}
                    resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 1Gi}}
                    securityContext:
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      capabilities: {drop: [ALL]}
                    volumeMounts: [{name: tmp, mountPath: /tmp}]
                  volumes: [{name: tmp, emptyDir: {}}]
                """
                    .formatted(
                        role,
                        scene.namespace(),
                        node.name(),
                        image,
                        arguments,
                        server.getHost(),
                        server.getPort())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .create();
    Eventually.within(IN_TIME)
        .passes(
            () ->
                assertThat(pod(role).getStatus().getPhase())
                    .as(() -> state())
                    .isEqualTo("Running"));
  }

  private static String job(
      String name, int replicas, String script, String memory, String plugins) {
    return """
    metadata: {name: %1$s}
    spec:
      minAvailable: %2$d
      %6$s
      tasks:
      - name: main
        replicas: %2$d
        template:
          spec:
            restartPolicy: Never
            containers:
            - name: main
              image: %3$s
              imagePullPolicy: Never
              command: [/bin/sh, -c, "%4$s"]
              resources: {requests: {cpu: 10m, memory: %5$s}, limits: {memory: %5$s}}
    """
        .formatted(name, replicas, image, script, memory, plugins);
  }

  private Pod pod(String name) {
    return scene.client().pods().inNamespace(scene.namespace()).withName(name).require();
  }

  /** For the message of a test that fails. */
  private String state() {
    StringBuilder text = new StringBuilder(node.logs());
    for (Pod pod : Observed.pods(scene.client(), scene.namespace())) {
      text.append(pod.getMetadata().getName()).append(": ").append(pod.getStatus()).append('\n');
    }
    for (String role : List.of("scheduler", "controllers")) {
      text.append(role).append(":\n").append(node.log(scene.namespace(), role));
    }
    return text.toString();
  }

  private static Path pause() throws IOException, InterruptedException {
    Instant time = Instant.parse("2026-11-01T00:00:00Z");
    Layer layer =
        Layer.write(
            "pause",
            Map.of("pause", new Content.FileCopy(RealNode.pauseProgram(), true)),
            time,
            folder.resolve("pause.tar.gz"));
    String[] name = RealNode.PAUSE.split(":");
    ImageConfig config =
        new ImageConfig(
            name[0],
            name[1],
            ImageConfig.machine(),
            "65535:65535",
            List.of("/pause"),
            List.of(),
            Map.of(),
            time);
    Path archive = folder.resolve("pause.tar");
    ImageArchive.write(config, List.of(layer), archive);
    return archive;
  }
}
