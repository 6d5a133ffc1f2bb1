package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.jobctl.Main;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people do with jobs at the command line, on a real API server. */
class JobctlIT {
  private static final String[] AT_ONCE = {"--annotation", "basalt.dev/sim-duration=1s"};
  private static final String[] FOR_LONG = {"--annotation", "basalt.dev/sim-duration=600s"};

  private static final Set<String> GROUPS = Set.of("queue", "flow", "cron");

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @TempDir private Path folder = Path.of("");

  /** What a command printed, and its exit code. */
  private record Said(int code, String out, String err) {}

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    scene.closing(
        ControllersRole.process(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            ControllersOptions.alone(),
            EndpointSettings.loopback()));
  }

  @Test
  void aJobIsSubmittedOnceWaitedForAndLookedAt() {
    Said first = submit(AT_ONCE, "--shards", "3", "--image", "none");
    Said again = submit(AT_ONCE, "--shards", "3", "--image", "none");
    String job = first.out().strip();

    assertThat(again.out().strip()).isEqualTo(job);
    assertThat(again.err()).contains("was submitted before");
    assertThat(jobctl("wait", job).code()).isZero();
    assertThat(jobctl("list").out()).contains(job).contains("Completed").contains("3/3");
    assertThat(jobctl("list", "-o", "json", "--phase", "Completed").out())
        .contains("\"name\": \"" + job + "\"");
    assertThat(jobctl("describe", job).out())
        .contains("3 of 3 succeeded")
        .contains("main: 3 pods of none")
        .contains("Completed");
    assertThat(jobctl("tree", job).out()).contains(job + "-main-2").contains("Succeeded");
    assertThat(submit(AT_ONCE, "--shards", "3", "--image", "none").err()).contains("--again");
    Said other = submit(AT_ONCE, "--image", "another", "--name", job);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("exists already and is another one");
    Said wrong = jobctl("describe", job + "x");
    assertThat(wrong.code()).isEqualTo(3);
    assertThat(wrong.err()).contains("did you mean \"" + job + "\"?");
    Said nameless = jobctl("cancel", "--delete", "");
    assertThat(nameless.code()).isEqualTo(2);
    assertThat(jobctl("list").out()).contains(job);
  }

  @Test
  void aJobThatFailsEndsRunWithItsExitCode() {
    Said run =
        jobctl(
            with(
                AT_ONCE,
                "run",
                "--no-logs",
                "--name",
                "broken",
                "--image",
                "none",
                "--annotation",
                "basalt.dev/sim-exit-code=7"));

    assertThat(run.code()).isEqualTo(7);
    assertThat(run.err()).contains("broken failed").contains("shard 0: exit code 7");
    Said retry =
        jobctl("retry", "--failed", "--annotation", "basalt.dev/sim-exit-code=0", "broken");
    assertThat(retry.out().strip()).isEqualTo("broken-r1");
    assertThat(jobctl("wait", "broken-r1").code()).isZero();
    assertThat(jobctl("tree", "broken").out()).contains("retry broken-r1").contains("Completed");
  }

  @Test
  void aRetryRunsOnlyTheShardsThatFailed() {
    submit(FOR_LONG, "--name", "sweep", "--shards", "3", "--image", "none", "--", "work");
    jobctl("wait", "sweep", "--for", "Running");
    awaitRunning(3);
    end("sweep-main-0", "Succeeded", 0);
    end("sweep-main-1", "Failed", 3);
    end("sweep-main-2", "Succeeded", 0);

    Said wait = jobctl("wait", "sweep");
    assertThat(wait.code()).isEqualTo(3);
    assertThat(wait.err()).contains("shard 1: exit code 3").contains("jobctl retry --failed sweep");
    Said retry = jobctl("retry", "--failed", "--annotation", "basalt.dev/sim-duration=1s", "sweep");
    assertThat(retry.out().strip()).isEqualTo("sweep-r1");
    assertThat(
            jobctl("retry", "--failed", "--annotation", "basalt.dev/sim-duration=1s", "sweep")
                .err())
        .contains("was submitted before");
    assertThat(
            jobctl(
                    "retry",
                    "--failed",
                    "--annotation",
                    "basalt.dev/sim-duration=1s",
                    "--memory",
                    "2Gi",
                    "sweep")
                .out()
                .strip())
        .isEqualTo("sweep-r2");
    assertThat(jobctl("wait", "sweep-r1").code()).isZero();
    assertThat(
            scene.client().pods().inNamespace(scene.namespace()).withName("sweep-r1-main-0").get())
        .extracting(pod -> pod.getSpec().getContainers().getFirst().getEnv().toString())
        .asString()
        .contains("name=JOBCTL_PLAN, value=1,")
        .contains("name=JOBCTL_SHARDS, value=3,");
  }

  @Test
  void aJobIsSuspendedResumedAndCancelled() {
    submit(FOR_LONG, "--name", "long", "--image", "none");
    assertThat(jobctl("wait", "long", "--for", "Running").code()).isZero();
    assertThat(jobctl("wait", "long", "--timeout", "1s").code()).isEqualTo(124);
    assertThat(jobctl("top").out()).contains("long").contains("1Gi");

    jobctl("suspend", "long");
    awaitPhase("long", JobPhase.ABORTED);
    assertThat(jobctl("cancel", "long").out()).contains("is suspended");
    jobctl("resume", "long");
    awaitPhase("long", JobPhase.RUNNING);
    assertThat(jobctl("cancel", "long").out()).contains("is being cancelled");
    awaitPhase("long", JobPhase.TERMINATED);
    Said resumed = jobctl("resume", "long");
    assertThat(resumed.code()).isEqualTo(1);
    assertThat(resumed.err()).contains("has ended").contains("jobctl retry");
    jobctl("cancel", "--delete", "long");
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(jobctl("describe", "long").code()).isEqualTo(3));
  }

  @Test
  void explainSaysWhyAJobWaits() {
    submit(AT_ONCE, "--name", "huge", "--image", "none", "--cpu", "100");

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(jobctl("explain", "huge").out()).contains("Waits for").contains("100"));
    assertThat(jobctl("queue", "list").out()).contains("default").contains("Open");
    jobctl("cancel", "--delete", "huge");
  }

  @Test
  void usersSeeTheirOwnNamespaceAndNoOther() throws IOException {
    String other = scene.namespace() + "-bob";
    scene
        .client()
        .resource(new NamespaceBuilder().withNewMetadata().withName(other).endMetadata().build())
        .create();
    try {
      Path alice = user("alice", scene.namespace());
      Path bob = user("bob", other);
      // The API server learns of new rights a moment later.
      for (Path user : List.of(alice, bob)) {
        Eventually.within(Scene.SOON).passes(() -> assertThat(as(user, "list").code()).isZero());
      }
      assertThat(as(alice, with(AT_ONCE, "submit", "--name", "mine", "--image", "none")).code())
          .isZero();
      assertThat(as(alice, "wait", "mine").code()).isZero();
      assertThat(as(alice, "list").out()).contains("mine");

      assertThat(as(bob, "list").err()).contains("no jobs in namespace " + other);
      for (String[] line :
          List.of(
              new String[] {"list", "-n", scene.namespace()},
              new String[] {"describe", "mine", "-n", scene.namespace()},
              new String[] {"cancel", "--delete", "mine", "-n", scene.namespace()},
              new String[] {"submit", "--image", "none", "-n", scene.namespace()},
              new String[] {"list", "-A"})) {
        Said refused = as(bob, line);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
            .contains("user \"system:serviceaccount:" + other + ":bob\" may not");
      }
      assertThat(as(bob, "list", "-n", scene.namespace()).err())
          .contains("may not list jobs in namespace " + scene.namespace())
          .contains("RoleBinding");
    } finally {
      scene.client().namespaces().withName(other).delete();
    }
  }

  private Said submit(String[] first, String... arguments) {
    List<String> line = new ArrayList<>(List.of("submit"));
    line.addAll(List.of(first));
    line.addAll(List.of(arguments));
    return jobctl(line.toArray(String[]::new));
  }

  private static String[] with(String[] last, String... first) {
    List<String> line = new ArrayList<>(List.of(first));
    line.addAll(List.of(last));
    return line.toArray(String[]::new);
  }

  private Said jobctl(String... arguments) {
    return run(
        arguments[0],
        List.of(
            "--kubeconfig",
            scene.cluster().kubeconfig().toString(),
            "--namespace",
            scene.namespace()),
        arguments);
  }

  private static Said as(Path kubeconfig, String... arguments) {
    return run(arguments[0], List.of("--kubeconfig", kubeconfig.toString()), arguments);
  }

  private static Said run(String command, List<String> access, String... arguments) {
    int words = GROUPS.contains(command) ? 2 : 1;
    List<String> line = new ArrayList<>(List.of(arguments).subList(0, words));
    line.addAll(access);
    line.addAll(List.of(arguments).subList(words, arguments.length));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine jobctl =
        Main.commandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = jobctl.execute(line.toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  private void awaitPhase(String job, JobPhase phase) {
    Eventually.within(Scene.SOON).passes(() -> assertThat(phase(job)).isEqualTo(phase));
  }

  private @Nullable JobPhase phase(String job) {
    JobState state =
        scene
            .client()
            .resources(Job.class)
            .inNamespace(scene.namespace())
            .withName(job)
            .require()
            .getStatus()
            .state();
    return state == null ? null : state.phase();
  }

  private void awaitRunning(int pods) {
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.pods(scene.client(), scene.namespace()))
                .hasSize(pods)
                .allMatch(pod -> pod.getStatus().getPhase().equals("Running")));
  }

  /** Ends a pod as its node would. */
  private void end(String name, String phase, int exitCode) {
    scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withName(name)
        .editStatus(pod -> ended(pod, phase, exitCode));
  }

  private static Pod ended(Pod pod, String phase, int exitCode) {
    pod.getStatus().setPhase(phase);
    pod.getStatus()
        .setContainerStatuses(
            List.of(
                new ContainerStatusBuilder()
                    .withName("main")
                    .withImage("none")
                    .withImageID("none")
                    .withReady(false)
                    .withRestartCount(0)
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(exitCode)
                    .withReason(exitCode == 0 ? "Completed" : "Error")
                    .endTerminated()
                    .endState()
                    .build()));
    return pod;
  }

  /** A user with all rights in one namespace and none elsewhere; returns the kubeconfig. */
  private Path user(String name, String namespace) throws IOException {
    scene
        .client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    scene
        .client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("jobs")
                .withNamespace(namespace)
                .endMetadata()
                .addNewRule()
                .withApiGroups(
                    "",
                    "batch.volcano.sh",
                    "bus.volcano.sh",
                    "flow.volcano.sh",
                    "scheduling.volcano.sh")
                .withResources("*")
                .withVerbs("*")
                .endRule()
                .build())
        .create();
    scene
        .client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("jobs")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "jobs")
                .addNewSubject("", "ServiceAccount", name, namespace)
                .build())
        .create();
    String token =
        scene
            .client()
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    return Files.writeString(folder.resolve(name + ".kubeconfig"), kubeconfig(namespace, token));
  }

  private String kubeconfig(String namespace, String token) {
    Config config = scene.cluster().clientConfig();
    String authority =
        config.getCaCertData() == null
            ? "certificate-authority: " + config.getCaCertFile()
            : "certificate-authority-data: " + config.getCaCertData();
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    clusters: [{name: test, cluster: {server: "%s", %s}}]
    users: [{name: test, user: {token: "%s"}}]
    contexts: [{name: test, context: {cluster: test, user: test, namespace: "%s"}}]
    """
        .formatted(config.getMasterUrl(), authority, token, namespace);
  }
}
