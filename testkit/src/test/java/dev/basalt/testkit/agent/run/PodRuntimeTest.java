package dev.basalt.testkit.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, without an API server. */
@EnabledOnOs(OS.LINUX)
class PodRuntimeTest {
  private static final MemoryObjects OBJECTS =
      new MemoryObjects()
          .configMap("settings", Map.of("greeting", "hello", "file.txt", "from a file\n"))
          .secret("secret", Map.of("password", "aHVzaA=="));

  @TempDir private static Path scratch;
  private static PodRuntime runtime;
  private static PodRuntime rewriting;
  private static int made;

  @BeforeAll
  static void start() throws Exception {
    runtime = PodRuntime.with(OBJECTS, Jail.best(scratch));
    rewriting = PodRuntime.with(OBJECTS, new RewritingJail());
  }

  @AfterAll
  static void stop() {
    runtime.close();
    rewriting.close();
  }

  private static PodBuilder pod(String restartPolicy, Container... containers) {
    made++;
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("pod-" + made)
        .withUid("uid-" + made)
        .addToLabels("app", "sharded")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(restartPolicy)
        .withTerminationGracePeriodSeconds(30L)
        .withContainers(containers)
        .endSpec();
  }

  private static Container sh(String name, String script) {
    return new ContainerBuilder().withName(name).withCommand("sh", "-c", script).build();
  }

  private static Watched run(Pod pod) {
    return Watched.start(runtime, pod);
  }

  @Test
  void exitCodesOutputAndMessagesAreReal() throws Exception {
    Watched pod =
        run(
            pod(
                    "Never",
                    sh("fails", "echo out; echo err >&2; echo why > /dev/termination-log; exit 3"),
                    sh("dies", "kill -KILL $$$$"),
                    sh("fine", "printf 'no end'"))
                .build());
    PodStatus end = pod.end();
    assertThat(end.getPhase()).isEqualTo("Failed");
    assertThat(Watched.terminated(end, "fails"))
        .satisfies(exit -> {
          assertThat(exit.getExitCode()).isEqualTo(3);
          assertThat(exit.getReason()).isEqualTo("Error");
          assertThat(exit.getMessage()).isEqualTo("why\n");
        });
    assertThat(Watched.terminated(end, "dies").getExitCode()).isEqualTo(137);
    assertThat(Watched.terminated(end, "fine").getReason()).isEqualTo("Completed");
    assertThat(pod.log("fails")).isEqualTo("out\nerr\n");
    assertThat(pod.log("fine")).isEqualTo("no end");
    assertThat(pod.statuses()).extracting(PodStatus::getPhase).startsWith("Running");
  }

  @Test
  void aContainerWithoutACommandSaysThatThereAreNoImages() throws Exception {
    Container bare = new ContainerBuilder().withName("main").withImage("busybox").build();
    PodStatus end = run(pod("Never", bare).build()).end();
    assertThat(Watched.terminated(end, "main").getReason()).isEqualTo("StartError");
    assertThat(Watched.terminated(end, "main").getMessage()).contains("has no command");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mountsAndVariablesAreThere(boolean rewrite) throws Exception {
    Container container =
        new ContainerBuilder()
            .withName("main")
            .withCommand(
                "sh",
                "-c",
                "cat \"$CONFIG\" $(DATA)/password; echo; cat /etc/pod/labels; echo $0 $VAR $WHO $CPU; pwd; echo x > /made/up/file")
            .withArgs("$(WHO)")
            .withWorkingDir("/made/up")
            .addNewEnvFrom()
            .withPrefix("C_")
            .withNewConfigMapRef()
            .withName("settings")
            .endConfigMapRef()
            .endEnvFrom()
            .addNewEnv()
            .withName("CONFIG")
            .withValue("/etc/basalt-test/conf/file.txt")
            .endEnv()
            .addNewEnv()
            .withName("DATA")
            .withValue("/srv/basalt-test")
            .endEnv()
            .addNewEnv()
            .withName("VAR")
            .withValue("$(C_greeting)-$$(C_greeting)-$(none)")
            .endEnv()
            .addNewEnv()
            .withName("WHO")
            .withNewValueFrom()
            .withNewFieldRef("v1", "metadata.labels['app']")
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("CPU")
            .withNewValueFrom()
            .withNewResourceFieldRef()
            .withDivisor(Quantity.parse("1m"))
            .withResource("limits.cpu")
            .endResourceFieldRef()
            .endValueFrom()
            .endEnv()
            .withNewResources()
            .addToLimits("cpu", Quantity.parse("1500m"))
            .endResources()
            .addNewVolumeMount()
            .withName("conf")
            .withMountPath("/etc/basalt-test/conf")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("all")
            .withMountPath("/srv/basalt-test/")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("down")
            .withMountPath("/etc/pod")
            .endVolumeMount()
            .build();
    Pod pod =
        pod("Never", container)
            .editSpec()
            .addNewVolume()
            .withName("conf")
            .withNewConfigMap()
            .withName("settings")
            .endConfigMap()
            .endVolume()
            .addNewVolume()
            .withName("all")
            .withNewProjected()
            .addNewSource()
            .withNewSecret()
            .withName("secret")
            .endSecret()
            .endSource()
            .endProjected()
            .endVolume()
            .addNewVolume()
            .withName("down")
            .withNewDownwardAPI()
            .addNewItem()
            .withPath("labels")
            .withNewFieldRef("v1", "metadata.labels")
            .endItem()
            .endDownwardAPI()
            .endVolume()
            .endSpec()
            .build();
    Watched watched = Watched.start(rewrite ? rewriting : runtime, pod);
    PodStatus end = watched.end();
    assertThat(watched.log("main").lines())
        .startsWith(
            "from a file",
            "hush",
            "app=\"sharded\"",
            "sharded hello-$(C_greeting)-$(none) sharded 1500");
    if (!rewrite) {
      assertThat(watched.log("main").lines().toList()).last().isEqualTo("/made/up");
      assertThat(end.getPhase()).isEqualTo("Succeeded");
    }
    assertThat(Files.exists(Path.of("/made"))).isFalse();
    assertThat(Files.exists(Path.of("/etc/basalt-test"))).isFalse();
  }

  @Test
  void aMissingConfigMapIsWaitedFor() throws Exception {
    Container container =
        new ContainerBuilder(sh("main", "echo $V"))
            .addNewEnv()
            .withName("V")
            .withNewValueFrom()
            .withNewConfigMapKeyRef("k", "late", false)
            .endValueFrom()
            .endEnv()
            .build();
    Watched pod = run(pod("Never", container).build());
    pod.await(status ->
        !status.getContainerStatuses().isEmpty()
            && "CreateContainerConfigError"
                .equals(Watched.container(status, "main").getState().getWaiting().getReason()));
    OBJECTS.configMap("late", Map.of("k", "now"));
    assertThat(pod.end().getPhase()).isEqualTo("Succeeded");
    assertThat(pod.log("main")).isEqualTo("now\n");
  }

  @Test
  void initContainersRunInOrderAndSidecarsBesideTheRest() throws Exception {
    Pod pod =
        pod("Never", sh("main", "cat /shared/order; test -e /shared/sidecar"))
            .editSpec()
            .withInitContainers(
                List.of(
                    sh("first", "echo first >> /shared/order"),
                    new ContainerBuilder(
                            sh(
                                "side",
                                "trap 'echo bye; exit 0' TERM; touch /shared/sidecar; while :; do sleep 0.05; done"))
                        .withRestartPolicy("Always")
                        .build(),
                    sh(
                        "second",
                        "while ! test -e /shared/sidecar; do sleep 0.05; done; echo second >> /shared/order")))
            .addNewVolume()
            .withName("shared")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();
    for (List<Container> containers :
        List.of(pod.getSpec().getInitContainers(), pod.getSpec().getContainers())) {
      containers.replaceAll(container ->
          new ContainerBuilder(container)
              .addNewVolumeMount()
              .withName("shared")
              .withMountPath("/shared")
              .endVolumeMount()
              .build());
    }
    Watched watched = run(pod);
    assertThat(watched.end().getPhase()).isEqualTo("Succeeded");
    assertThat(watched.log("main")).isEqualTo("first\nsecond\n");
    assertThat(watched.log("side")).isEqualTo("bye\n");
  }

  @Test
  void aFailedContainerIsStartedAgainUntilItSucceeds() throws Exception {
    Pod pod =
        pod(
                "OnFailure",
                sh("main", "echo try; test -e /data/seen && exit 0; touch /data/seen; exit 4"))
            .editSpec()
            .addNewVolume()
            .withName("data")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("data")
            .withMountPath("/data")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .build();
    Watched watched = run(pod);
    PodStatus end = watched.end();
    assertThat(end.getPhase()).isEqualTo("Succeeded");
    assertThat(Watched.container(end, "main").getRestartCount()).isEqualTo(1);
    assertThat(Watched.container(end, "main").getLastState().getTerminated().getExitCode())
        .isEqualTo(4);
    assertThat(watched.log("main", "previous=true")).isEqualTo("try\n");
  }

  @Test
  void moreMemoryThanTheLimitKillsTheContainer() throws Exception {
    Container greedy =
        new ContainerBuilder(sh("main", "head -c 300M /dev/zero | tail | wc -c; echo survived"))
            .withNewResources()
            .addToLimits("memory", Quantity.parse("64Mi"))
            .endResources()
            .build();
    Watched pod = run(pod("Never", greedy).build());
    PodStatus end = pod.end();
    assertThat(Watched.terminated(end, "main").getReason()).isEqualTo("OOMKilled");
    assertThat(Watched.terminated(end, "main").getExitCode()).isEqualTo(137);
    assertThat(pod.log("main")).isEmpty();
  }

  @Test
  void aStoppedPodMayEndInItsOwnWay() throws Exception {
    Watched pod =
        run(
            pod(
                    "Always",
                    sh(
                        "main",
                        "trap 'echo last words; exit 7' TERM; echo up; while :; do sleep 0.05; done"))
                .build());
    pod.await(status -> "Running".equals(status.getPhase()));
    while (!pod.log("main").contains("up")) {
      Thread.sleep(20);
    }
    pod.stop(Duration.ofSeconds(30));
    assertThat(Watched.terminated(pod.end(), "main").getExitCode()).isEqualTo(7);
    assertThat(pod.log("main")).isEqualTo("up\nlast words\n");
  }

  @Test
  void whoeverDoesNotListenIsKilledWithAllThatItStarted() throws Exception {
    Watched pod =
        run(
            pod("Never", sh("main", "trap '' TERM; setsid sleep 1234.5 & echo $!; sleep 1234.5"))
                .build());
    pod.await(status -> "Running".equals(status.getPhase()));
    while (pod.log("main").isEmpty()) {
      Thread.sleep(20);
    }
    pod.stop(Duration.ofMillis(100));
    assertThat(Watched.terminated(pod.end(), "main").getExitCode()).isEqualTo(137);
    assertThat(
            ProcessHandle.allProcesses()
                .filter(process ->
                    Arrays.asList(process.info().arguments().orElse(new String[0]))
                        .contains("1234.5")))
        .isEmpty();
  }

  @Test
  void aPodThatTakesTooLongIsEnded() throws Exception {
    Pod pod =
        pod("Never", sh("main", "sleep 60"))
            .editSpec()
            .withActiveDeadlineSeconds(1L)
            .endSpec()
            .build();
    PodStatus end = run(pod).end();
    assertThat(end.getPhase()).isEqualTo("Failed");
    assertThat(end.getReason()).isEqualTo("DeadlineExceeded");
    assertThat(Watched.terminated(end, "main").getExitCode()).isEqualTo(143);
  }
}
