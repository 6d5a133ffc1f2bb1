package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.SubGroupPolicy;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Pods;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.MergePatch;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobObjectsTest {
  private static final String TWO_TASKS =
      """
      queue: research
      priorityClassName: high
      minAvailable: %d
      tasks:
      - name: ps
        replicas: 2
        minAvailable: 1
        template:
          spec:
            priorityClassName: low
            containers: [{name: a, resources: {requests: {cpu: "1", memory: 1Gi}}}]
      - name: worker
        replicas: 4
        minAvailable: 2
        template:
          spec:
            priorityClassName: high
            containers: [{name: a, resources: {requests: {cpu: "2", memory: 1Gi}}}]
      """;

  /** Tasks need 1 + 2; workers come first, 2 CPU each, then ps, 1 CPU each. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 5", "4, 7", "5, 9", "6, 10"})
  void minResourcesFollowTheTasksInOrderOfPriority(int minAvailable, String cpu) {
    PodGroup group = group(Jobs.of(TWO_TASKS.formatted(minAvailable)));

    assertThat(Objects.requireNonNull(group.getSpec().minResources()).get("cpu")).hasToString(cpu);
    assertThat(group.getSpec().minMember()).isEqualTo(minAvailable);
  }

  @Test
  void theGroupCarriesWhatTheJobSays() {
    Job job = Jobs.of(TWO_TASKS.formatted(3));
    job.getMetadata()
        .setAnnotations(
            Map.of(
                "basalt.dev/user",
                "ann",
                "volcano.sh/sla-waiting-time",
                "1h",
                "kubectl.kubernetes.io/last-applied-configuration",
                "{}"));
    job.getMetadata().setLabels(Map.of("app", "x"));
    PodGroup group = group(job);
    PodGroupSpec spec = group.getSpec();

    assertThat(group.getMetadata().getName()).isEqualTo("sweep-u1");
    assertThat(group.getMetadata().getAnnotations())
        .containsOnly(
            entry("basalt.dev/user", "ann"),
            entry("volcano.sh/sla-waiting-time", "1h"),
            entry("basalt.dev/job-generation", "4"),
            entry("volcano.sh/job-version", "0"));
    assertThat(GroupView.read(group).version()).isZero();
    assertThat(group.getMetadata().getLabels()).containsOnly(entry("app", "x"));
    assertThat(group.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("u1"));
    assertThat(spec.queue()).isEqualTo("research");
    assertThat(spec.priorityClassName()).isEqualTo("high");
    assertThat(spec.minTaskMember()).containsOnly(entry("ps", 1), entry("worker", 2));
    assertThat(spec.subGroupPolicy()).isNull();
  }

  @Test
  void aGangDoesNotWaitForTasksThatWaitForIt() {
    PodGroup group =
        group(
            Jobs.of(
                """
                tasks:
                - {name: load, replicas: 2, template: {spec: {containers: [{name: a}]}}}
                - {name: work, replicas: 5, dependsOn: {name: [load]},
                   template: {spec: {containers: [{name: a}]}}}
                """));
    assertThat(group.getSpec().minMember()).isEqualTo(2);
    assertThat(group.getSpec().minTaskMember()).containsOnly(entry("load", 2));
  }

  @Test
  void partitionsBecomeSubGroups() {
    Job job =
        Jobs.of(
            """
            tasks:
            - name: train
              replicas: 8
              partitionPolicy: {totalPartitions: 4, partitionSize: 2, minPartitions: 3}
              template: {spec: {containers: [{name: a}]}}
            """);
    SubGroupPolicy policy =
        Objects.requireNonNull(group(job).getSpec().subGroupPolicy()).getFirst();
    assertThat(policy.name()).isEqualTo("train");
    assertThat(policy.subGroupSize()).isEqualTo(2);
    assertThat(policy.minSubGroups()).isEqualTo(3);
    assertThat(policy.matchLabelKeys()).containsExactly("volcano.sh/partition-id");
    assertThat(group(job).getSpec().minMember()).isEqualTo(6);
    assertThat(pod(job, 5).getMetadata().getLabels()).containsEntry("volcano.sh/partition-id", "2");
  }

  @Test
  void aPodCarriesTheNamesThatOthersRelyOn() {
    Job job =
        Jobs.of(
            """
            queue: research
            schedulerName: volcano
            plugins: {env: [], svc: [], ssh: [--no-root], pytorch: [--master=ps, --worker=worker]}
            volumes:
            - {mountPath: /data, volumeClaimName: shared}
            - {mountPath: /out, volumeClaim: {accessModes: [ReadWriteOnce]}}
            tasks:
            - name: ps
              replicas: 1
              template: {spec: {containers: [{name: a}]}}
            - name: worker
              replicas: 2
              topologyPolicy: best-effort
              template:
                metadata: {labels: {app: x}, annotations: {note: y}}
                spec: {initContainers: [{name: i}], containers: [{name: a}]}
            """);
    job.getMetadata().setAnnotations(Map.of("volcano.sh/preemptable", "true"));
    Pod pod = pod(job, 1, "worker");

    assertThat(pod.getMetadata().getName()).isEqualTo("sweep-worker-1");
    assertThat(pod.getMetadata().getAnnotations())
        .containsOnly(
            entry("note", "y"),
            entry("scheduling.k8s.io/group-name", "sweep-u1"),
            entry("volcano.sh/task-index", "1"),
            entry("volcano.sh/task-spec", "worker"),
            entry("volcano.sh/job-name", "sweep"),
            entry("volcano.sh/queue-name", "research"),
            entry("volcano.sh/job-version", "2"),
            entry("volcano.sh/template-uid", "sweep-worker"),
            entry("volcano.sh/job-retry-count", "1"),
            entry("volcano.sh/numa-topology-policy", "best-effort"),
            entry("volcano.sh/preemptable", "true"));
    assertThat(pod.getMetadata().getLabels())
        .containsOnly(
            entry("app", "x"),
            entry("volcano.sh/task-index", "1"),
            entry("volcano.sh/job-name", "sweep"),
            entry("volcano.sh/task-spec", "worker"),
            entry("volcano.sh/job-namespace", "team"),
            entry("volcano.sh/queue-name", "research"));
    assertThat(pod.getSpec().getSchedulerName()).isEqualTo("volcano");
    assertThat(pod.getSpec().getHostname()).isEqualTo("sweep-worker-1");
    assertThat(pod.getSpec().getSubdomain()).isEqualTo("sweep");
    assertThat(pod.getSpec().getVolumes())
        .extracting(volume -> volume.getName().replaceFirst("[0-9a-f]{12}$", "#"))
        .containsExactly("shared", "sweep-pvc-#", "sweep-svc", "sweep-ssh");
    assertThat(pod.getSpec().getContainers().getFirst().getVolumeMounts())
        .extracting("mountPath")
        .containsExactly("/data", "/out", "/etc/volcano", "/root/.ssh");
    assertThat(pod.getSpec().getInitContainers().getFirst().getEnv())
        .extracting("name")
        .containsExactly(
            "VK_TASK_INDEX",
            "VC_TASK_INDEX",
            "VC_PS_HOSTS",
            "VC_PS_NUM",
            "VC_WORKER_HOSTS",
            "VC_WORKER_NUM");
    assertThat(pod.getSpec().getContainers().getFirst().getEnv())
        .filteredOn(one -> one.getValue() != null)
        .extracting(one -> one.getName() + "=" + one.getValue())
        .containsExactly(
            "VK_TASK_INDEX=1",
            "VC_TASK_INDEX=1",
            "MASTER_ADDR=sweep-ps-0.sweep",
            "MASTER_PORT=23456",
            "WORLD_SIZE=3",
            "RANK=2");
  }

  @Test
  void aPodIsReadAsItWasWritten() {
    Job job = Jobs.of(TWO_TASKS.formatted(3));
    Pod pod = pod(job, 3, "worker");
    pod.getMetadata().setUid("p1");

    PodView view = PodViews.read(pod);

    assertThat(view.job()).isEqualTo("sweep");
    assertThat(view.jobUid()).isEqualTo("u1");
    assertThat(view.task()).isEqualTo("worker");
    assertThat(view.index()).isEqualTo(3);
    assertThat(view.version()).isEqualTo(2);
    assertThat(view.phase()).isEqualTo(PodPhase.PENDING);
  }

  @Test
  void missingPodsAreThoseWhoseNamesAreFreeAndWhoseTasksMayBegin() {
    JobContext job =
        Jobs.context(
            Jobs.of(
                """
                tasks:
                - {name: a, replicas: 2, minAvailable: 1}
                - {name: b, replicas: 2}
                - {name: c, replicas: 1, dependsOn: {name: [a, b], iteration: any}}
                - {name: d, replicas: 1, dependsOn: {name: [a, b], iteration: all}}
                - {name: e, replicas: 1, dependsOn: {name: [nobody]}}
                """));
    JobShape shape = JobShape.of(job.spec());
    List<PodView> pods =
        List.of(
            Pods.of("a", 0).phase(PodPhase.RUNNING).ready().view(),
            Pods.of("a", 1).phase(PodPhase.RUNNING).terminating().view(),
            Pods.of("b", 0).phase(PodPhase.RUNNING).view(),
            Pods.of("b", 7).phase(PodPhase.RUNNING).view());

    PodPlan plan = PodPlan.of(shape, job.tasks(), pods);

    assertThat(plan.missing())
        .extracting(one -> one.task().name() + one.index())
        .containsExactly("b1", "c0");
    assertThat(plan.waiting()).containsExactly("d", "e");
    assertThat(PodPlan.problem(shape, job.tasks()))
        .isEqualTo(
            "task e depends on nobody, which is no task of the job: use one of a, b, c, d, e");
  }

  @Test
  void anUnknownPluginIsRefusedWithTheNearestName() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> JobPlugins.of(Map.of("svcs", List.of()))))
        .hasMessageContaining("unable to find job plugin: svcs; did you mean \"svc\"?");
  }

  @Test
  void theHostsOfVeryManyPodsAreLeftOutAndTheOwnerIsTold() {
    JobContext job =
        Jobs.context(Jobs.of("plugins: {svc: []}\ntasks:\n- {name: main, replicas: 100000}"));
    var svc = Objects.requireNonNull(JobPlugins.of(Map.of("svc", List.of())).get("svc"));

    var companions = svc.companions(job);

    assertThat(companions.notes()).singleElement().asString().contains("256 KiB");
    assertThat(companions.objects().getFirst())
        .isInstanceOfSatisfying(
            io.fabric8.kubernetes.api.model.ConfigMap.class,
            map -> assertThat(map.getData()).containsOnly(entry("VC_MAIN_NUM", "100000")));
  }

  @Test
  void aPatchSaysWhatDiffersAndNoMore() {
    var before = dev.basalt.cluster.http.Json.parse(bytes("{\"a\":{\"x\":1,\"y\":2},\"b\":[1]}"));
    var after = dev.basalt.cluster.http.Json.parse(bytes("{\"a\":{\"x\":1,\"z\":3},\"b\":[1]}"));

    assertThat(MergePatch.between(before, after)).hasToString("{\"a\":{\"z\":3,\"y\":null}}");
    assertThat(MergePatch.between(before, before)).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static PodGroup group(Job job) {
    return JobGroups.of(job, Jobs.context(job), name -> name.equals("high") ? 10 : 1);
  }

  private static Pod pod(Job job, int index) {
    return pod(job, index, String.valueOf(Jobs.context(job).tasks().getFirst().name()));
  }

  private static Pod pod(Job job, int index, String task) {
    JobContext context = Jobs.context(job);
    TaskSpec spec =
        IntStream.range(0, context.tasks().size())
            .mapToObj(context.tasks()::get)
            .filter(one -> task.equals(one.name()))
            .findFirst()
            .orElseThrow();
    var plugins =
        JobPlugins.of(context.spec().plugins() == null ? Map.of() : context.spec().plugins());
    return new JobPods(job, context, new Progress(JobPhase.RUNNING, 2, 1), plugins.values())
        .pod(spec, index);
  }
}
