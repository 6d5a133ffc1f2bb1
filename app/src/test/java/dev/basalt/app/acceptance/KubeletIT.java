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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The image as the chart installs it, on a real kubelet and a real container runtime. */
@Tag("soak")
@TestMethodOrder(OrderAnnotation.class)
class KubeletIT {
  private static final Path ROOT = Path.of(System.getProperty("basalt.root"));

  /** Deadline that only catches absence; containers start slowly on a busy machine. */
  private static final Duration IN_TIME = Duration.ofMinutes(4);

  private static final int GANG = 2;
  private static final int JOBS_AT_A_TIME = 3;
  private static final Duration BETWEEN_JOBS = Duration.ofMillis(500);

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(
          ClusterOptions.named("kubelet")
              .withoutFakeNodes()
              // Nobody serves the addresses of Services here: webhooks are called at their pods.
              .withApiServerArguments("--enable-aggregator-routing=true"));

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  @TempDir static Path folder;

  private static RealNode node;
  private static String image;
  private static ReleaseOnNode release;

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
            + BasaltImage.tag(
                Libraries.read(ROOT.resolve("app/target/libraries.json")).program().version());
    node =
        RealNode.start(
            "real", Files.createTempDirectory("kubelet-"), CLUSTER.cluster().kubeconfig());
    node.importImages(pause());
    node.importImages(archive);
    release = new ReleaseOnNode(CLUSTER.cluster(), CLUSTER.client(), node, image);
    release.install();
  }

  @AfterAll
  static void stopNode() throws IOException {
    if (release != null) {
      release.close();
    }
    if (node != null) {
      node.close();
    }
  }

  @Test
  @Order(1)
  void theChartsRolesRunAJobAndAnswerARealKillForWantOfMemory() {
    JobScene jobs = new JobScene(scene);
    ContainerJournal containers =
        scene.closing(new ContainerJournal(scene.client(), scene.namespace()));

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
    // What the next test rules out would be seen.
    assertThat(containers.troubles()).anyMatch(trouble -> trouble.contains("OOMKilled"));
    release.assertUndisturbed();
  }

  @Test
  @Order(2)
  void anUpgradeUnderLoadLosesNoPodAndDoublesNone() throws Exception {
    PodJournal pods = scene.journal();
    JobScene jobs = new JobScene(scene);
    ContainerJournal containers =
        scene.closing(new ContainerJournal(scene.client(), scene.namespace()));
    AtomicBoolean going = new AtomicBoolean(true);
    FutureTask<List<String>> stream = new FutureTask<>(() -> stream(jobs, going));
    Thread.ofPlatform().name("jobs").start(stream);
    pods.awaitBound(2 * GANG, IN_TIME);

    long before = pods.bound();
    release.rollAll();
    long meanwhile = pods.bound() - before;
    pods.awaitBound(Math.toIntExact(pods.bound()) + 2 * GANG, IN_TIME);
    going.set(false);
    List<String> submitted = stream.get();
    submitted.forEach(name -> await(jobs, name));

    System.out.printf(
        "kubelet: %d pods were bound during the upgrade, %d in all%n",
        meanwhile, submitted.size() * GANG);
    assertThat(meanwhile).isPositive();
    pods.assertEachBoundOnce(submitted.size() * GANG);
    assertThat(jobs.pods())
        .extracting((Pod pod) -> pod.getMetadata().getName())
        .doesNotHaveDuplicates()
        .hasSize(submitted.size() * GANG);
    assertThat(containers.troubles()).isEmpty();
    release.assertUndisturbed();
  }

  /** Hands in jobs, never more than a few at a time, and gives their names. */
  private static List<String> stream(JobScene jobs, AtomicBoolean going)
      throws InterruptedException {
    List<String> names = new ArrayList<>();
    while (going.get()) {
      long open = names.stream().filter(name -> !jobs.phases(name).contains(COMPLETED)).count();
      if (open < JOBS_AT_A_TIME) {
        String name = "job-" + names.size();
        jobs.submit(job(name, GANG, "exit 0", "32Mi", ""));
        names.add(name);
      }
      Thread.sleep(BETWEEN_JOBS);
    }
    return names;
  }

  private void await(JobScene jobs, String name) {
    try {
      Eventually.within(IN_TIME)
          .passes(() -> assertThat(jobs.phases(name)).isNotEmpty().endsWith(COMPLETED));
    } catch (AssertionError e) {
      throw new AssertionError(jobs.situation(name) + "\n" + node.logs() + release.state(), e);
    }
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
