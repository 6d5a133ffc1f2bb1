package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.basalt.api.batch.Job;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugin;
import dev.basalt.controllers.job.plugin.JobPlugins;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plugins of frameworks put into pods, name by name. */
class FrameworkPodsTest {
  private static Job job(String plugins, String... tasks) {
    StringBuilder spec = new StringBuilder("plugins: {" + plugins + "}\ntasks:\n");
    for (String task : tasks) {
      String[] parts = task.split("=", -1);
      spec.append(
          """
          - name: %1$s
            replicas: %2$s
            template:
              spec: {initContainers: [{name: i}], containers: [{name: %1$s}, {name: side}]}
          """
              .formatted(parts[0], parts[1]));
    }
    return Jobs.of(spec.toString());
  }

  private static @Nullable String problem(Job job) {
    JobContext context = Jobs.context(job);
    return JobPlugins.problem(JobPlugins.of(context.plugins()), context);
  }

  /** Variables with a value of their own. */
  private static List<String> variables(Container container) {
    return container.getEnv().stream()
        .filter(one -> one.getValue() != null)
        .map(one -> one.getName() + "=" + one.getValue())
        .toList();
  }

  private static List<String> variables(Pod pod) {
    return variables(pod.getSpec().getContainers().getFirst());
  }

  private static List<String> ports(Container container) {
    return container.getPorts().stream()
        .map((ContainerPort port) -> port.getName() + "=" + port.getContainerPort())
        .toList();
  }

  @Test
  void tensorflowIsToldItsClusterAndWhichOfItEachPodIs() {
    Job job = job("tensorflow: []", "ps=1", "worker=2", "chief=1", "evaluator=1", "other=1");
    String cluster =
        "{\"cluster\":{\"ps\":[\"sweep-ps-0.sweep:2222\"],"
            + "\"worker\":[\"sweep-worker-0.sweep:2222\",\"sweep-worker-1.sweep:2222\"],"
            + "\"chief\":[\"sweep-chief-0.sweep:2222\"],"
            + "\"evaluator\":[\"sweep-evaluator-0.sweep:2222\"]},";
    Pod pod = Jobs.pod(job, "worker", 1);

    assertThat(pod.getSpec().getContainers())
        .allSatisfy(container ->
            assertThat(variables(container))
                .containsExactly(
                    "TF_CONFIG=" + cluster + "\"task\":{\"type\":\"worker\",\"index\":1}}"));
    assertThat(pod.getSpec().getInitContainers().getFirst().getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("TF_CONFIG");
    assertThat(variables(Jobs.pod(job, "other", 0)))
        .containsExactly("TF_CONFIG=" + cluster + "\"task\":{\"type\":\"other\",\"index\":0}}");
    // Its plugin brings svc along, by which the names are resolved.
    assertThat(pod.getSpec().getSubdomain()).isEqualTo("sweep");
  }

  @Test
  void tensorflowsTasksMayHaveOtherNamesAndOnePodNeedsNoCluster() {
    Job job = job("tensorflow: [--ps=p, --worker=w, --port=99, --new=1]", "p=1", "w=1");
    assertThat(variables(Jobs.pod(job, "p", 0)))
        .containsExactly(
            "TF_CONFIG={\"cluster\":{\"ps\":[\"sweep-p-0.sweep:99\"],"
                + "\"worker\":[\"sweep-w-0.sweep:99\"]},\"task\":{\"type\":\"ps\",\"index\":0}}");
    assertThat(variables(Jobs.pod(job("tensorflow: []", "worker=1"), "worker", 0))).isEmpty();
  }

  @Test
  void mpisMasterIsToldTheWorkersAndAllOpenThePortOfSsh() {
    Job job = job("mpi: []", "master=1", "worker=2");
    Pod master = Jobs.pod(job, "master", 0);
    Pod worker = Jobs.pod(job, "worker", 1);

    assertThat(master.getSpec().getContainers()).hasSize(2).allSatisfy(FrameworkPodsTest::starts);
    assertThat(master.getSpec().getInitContainers()).allSatisfy(FrameworkPodsTest::starts);
    assertThat(variables(worker)).isEmpty();
    assertThat(worker.getSpec().getContainers())
        .allSatisfy(container -> assertThat(ports(container)).containsExactly("mpijob-port=22"));
    assertThat(worker.getSpec().getInitContainers())
        .allSatisfy(container -> assertThat(ports(container)).containsExactly("mpijob-port=22"));
    assertThat(master.getSpec().getVolumes())
        .extracting("name")
        .containsExactly("sweep-svc", "sweep-ssh");
  }

  private static void starts(Container container) {
    assertThat(variables(container))
        .containsExactly("MPI_HOST=sweep-worker-0.sweep,sweep-worker-1.sweep");
    assertThat(ports(container)).containsExactly("mpijob-port=22");
  }

  @Test
  void raysHeadAndWorkersAreStartedAndAServiceLeadsToTheHead() {
    Job job = job("ray: [--new=1]", "head=1", "worker=2", "other=1");
    Container head = Jobs.pod(job, "head", 0).getSpec().getContainers().getFirst();
    Pod worker = Jobs.pod(job, "worker", 1);

    assertThat(head.getCommand())
        .containsExactly(
            "sh",
            "-c",
            "ray start --head --block --dashboard-host=0.0.0.0 --port=6379"
                + " --dashboard-port=8265 --ray-client-server-port=10001");
    assertThat(ports(head)).containsExactly("gcs=6379", "dashboard=8265", "client-server=10001");
    assertThat(worker.getSpec().getContainers().getFirst().getCommand())
        .containsExactly("sh", "-c", "ray start --block --address=sweep-head-0.sweep:6379");
    assertThat(worker.getSpec().getContainers().getLast().getCommand()).isEmpty();
    assertThat(ports(worker.getSpec().getContainers().getFirst())).isEmpty();
    assertThat(Jobs.pod(job, "other", 0).getSpec().getContainers().getFirst().getCommand())
        .isEmpty();

    JobContext context = Jobs.context(job);
    JobPlugin ray = Objects.requireNonNull(JobPlugins.of(context.plugins()).get("ray"));
    Service service = (Service) ray.companions(context).objects().getFirst();
    assertThat(service.getMetadata().getName()).isEqualTo("sweep-head-svc");
    assertThat(service.getMetadata().getNamespace()).isEqualTo("team");
    assertThat(service.getSpec().getSelector())
        .containsOnly(
            entry("volcano.sh/job-name", "sweep"),
            entry("volcano.sh/job-namespace", "team"),
            entry("volcano.sh/task-spec", "head"));
    assertThat(service.getSpec().getPorts())
        .extracting(port ->
            port.getName()
                + " "
                + port.getProtocol()
                + " "
                + port.getPort()
                + " "
                + port.getTargetPort().getIntVal())
        .containsExactly(
            "gcs TCP 6379 6379", "dashboard TCP 8265 8265", "client-server TCP 10001 10001");
  }

  @Test
  void raysNamesAndPortsMayBeOthers() {
    Job job =
        job(
            "ray: [--head=h, --headContainer=side, --worker=w, --workerContainer=side, --port=1,"
                + " --dashboardPort=2, --clientPort=3]",
            "h=1",
            "w=1");
    Container head = Jobs.pod(job, "h", 0).getSpec().getContainers().getLast();
    assertThat(head.getCommand().getLast())
        .endsWith("--port=1 --dashboard-port=2 --ray-client-server-port=3");
    assertThat(ports(head)).containsExactly("gcs=1", "dashboard=2", "client-server=3");
    assertThat(Jobs.pod(job, "w", 0).getSpec().getContainers().getLast().getCommand().getLast())
        .isEqualTo("ray start --block --address=sweep-h-0.sweep:1");
  }

  @ParameterizedTest
  @CsvSource({
    "hcclrank: [], master, 1, 1",
    "hcclrank: [], worker, 1, 3",
    "hcclrank: [], other, 0, ",
    "'hcclrank: [--master=worker, --worker=other]', other, 0, 3",
    "'hcclrank: [], pytorch: []', worker, 1, 3",
  })
  void ranksOfAscendCardsCountMastersFirst(String plugins, String task, int index, String rank) {
    Map<String, String> annotations =
        Jobs.pod(job(plugins, "master=2", "worker=3", "other=1"), task, index)
            .getMetadata()
            .getAnnotations();
    assertThat(annotations.get("hccl/rankIndex")).isEqualTo(rank);
  }

  @Test
  void aRankThatAPodHasStays() {
    String spec =
        """
        plugins: {hcclrank: []}
        tasks:
        - name: worker
          replicas: 2
          template:
            metadata: {annotations: {%s: "%s"}}
            spec: {containers: [{name: a, env: [{name: RANK, value: "9"}]}]}
        """;
    assertThat(
            Jobs.pod(Jobs.of(spec.formatted("note", "x")), "worker", 1)
                .getMetadata()
                .getAnnotations())
        .containsEntry("hccl/rankIndex", "9");
    assertThat(
            Jobs.pod(Jobs.of(spec.formatted("hccl/rankIndex", "7")), "worker", 1)
                .getMetadata()
                .getAnnotations())
        .containsEntry("hccl/rankIndex", "7");
  }

  @Test
  void pytorchsWorkersWaitForTheMasterIfAsked() {
    String flags =
        "pytorch: [--wait-master-enabled=true, --wait-master-timeout=600,"
            + " --wait-master-image=alpine:3, --port=99]";
    Job job = job(flags, "master=1", "worker=2", "other=1");
    Pod worker = Jobs.pod(job, "worker", 1);
    Container waiter = worker.getSpec().getInitContainers().getLast();

    assertThat(waiter.getName()).isEqualTo("wait-for-master");
    assertThat(waiter.getImage()).isEqualTo("alpine:3");
    assertThat(waiter.getCommand()).hasSize(3).startsWith("sh", "-c");
    assertThat(waiter.getCommand().getLast())
        .startsWith("host=sweep-master-0.sweep port=99 end=$(($(date +%s) + 600))\n")
        .contains("within 600 s");
    assertThat(variables(worker))
        .containsExactly(
            "MASTER_ADDR=sweep-master-0.sweep", "MASTER_PORT=99", "WORLD_SIZE=3", "RANK=2");
    assertThat(ports(worker.getSpec().getContainers().getFirst()))
        .containsExactly("pytorchjob-port=99");
    for (String task : List.of("master", "other")) {
      assertThat(Jobs.pod(job, task, 0).getSpec().getInitContainers()).hasSize(1);
    }
    // Pods of other tasks know the master, but have no rank.
    assertThat(variables(Jobs.pod(job, "other", 0)))
        .containsExactly("MASTER_ADDR=sweep-master-0.sweep", "MASTER_PORT=99", "WORLD_SIZE=3");

    assertThat(
            Jobs.pod(job("pytorch: []", "master=1", "worker=2"), "worker", 0)
                .getSpec()
                .getInitContainers())
        .hasSize(1);
    Job standard = job("pytorch: [--wait-master-enabled]", "master=1", "worker=2");
    assertThat(Jobs.pod(standard, "worker", 0).getSpec().getInitContainers().getLast().getImage())
        .isEqualTo("busybox:1.36.1");
  }

  @Test
  void aWaiterThatIsThereAlreadyStays() {
    Job job =
        Jobs.of(
            """
            plugins: {pytorch: [--wait-master-enabled=true]}
            tasks:
            - {name: master, replicas: 1}
            - name: worker
              replicas: 1
              template: {spec: {initContainers: [{name: wait-for-master}], containers: [{name: a}]}}
            """);
    assertThat(Jobs.pod(job, "worker", 0).getSpec().getInitContainers())
        .singleElement()
        .satisfies(waiter -> assertThat(waiter.getImage()).isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpi: [--master=boss]", "mpi: [--worker=hand]", "ray: [--head=boss]"})
  void aTaskThatIsNotThereIsNamedWithTheRemedy(String plugins) {
    assertThat(problem(job(plugins, "master=1", "worker=1", "head=1")))
        .contains("no task is named")
        .contains("name one, or say which it is with --");
    assertThat(problem(job(plugins.replaceAll("\\[.*]", "[]"), "master=1", "worker=1", "head=1")))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "tensorflow: [], worker, true",
    "mpi: [], worker, true",
    "ray: [], worker, false",
    "hcclrank: [], worker, false",
    "pytorch: [], worker, false",
    "tensorflow: [], other, false",
    "mpi: [], other, false",
  })
  void namesOfVeryManyHostsAreRefusedWithAdviceOrNotNeeded(
      String plugins, String task, boolean refused) {
    String many = task + "=100000";
    Job job =
        task.equals("worker")
            ? job(plugins, "master=1", "head=1", many)
            : job(plugins, "master=1", "head=1", "worker=1", many);
    if (refused) {
      assertThat(problem(job)).contains("128 KiB", "use fewer replicas");
    } else {
      assertThat(problem(job)).isNull();
      byte[] body =
          Serialization.asJson(Jobs.pod(job, task, 99_999)).getBytes(StandardCharsets.UTF_8);
      assertThat(body.length).isLessThan(8 * 1024);
    }
  }
}
