package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.basalt.api.batch.Job;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.controllers.job.oom.Growth;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.oom.Memory;
import dev.basalt.controllers.job.oom.OomKill;
import dev.basalt.controllers.job.oom.OomPolicy;
import dev.basalt.controllers.job.oom.PodMemory;
import dev.basalt.controllers.job.plugin.JobPlugins;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How pods that were killed for want of memory are read, and how larger ones are made. */
class OomPodsTest {
  private static final String SPEC =
      """
      queue: research
      plugins: {oom: []}
      tasks:
      - name: main
        replicas: 3
        template:
          spec:
            initContainers: [{name: fetch, resources: {requests: {memory: 8Mi}}}]
            containers:
            - name: work
              resources: {requests: {cpu: "1", memory: 64Mi}, limits: {memory: 100Mi}}
            - {name: log, resources: {requests: {memory: 32Mi}, limits: {memory: 32Mi}}}
      """;

  private static final Growth GROWTH =
      Growth.of(2, Map.of("work", new Memory(256L << 20, 400L << 20)));

  private static Job grown(Growth growth, int index) {
    Job job = Jobs.of(SPEC);
    job.getMetadata()
        .setAnnotations(
            Map.of(
                "basalt.dev/oom-record",
                GrowthCodec.text(JobGrowths.NONE.with("main", index, growth))));
    return job;
  }

  private static Pod pod(Job job, int index) {
    return Jobs.pod(job, "main", index);
  }

  private static String resources(Pod pod, int container) {
    return Serialization.asJson(pod.getSpec().getContainers().get(container).getResources());
  }

  @Test
  void aPodIsMadeAsLargeAsItsShardNeedsAndOnlyThat() {
    Job job = grown(GROWTH, 1);
    Pod larger = pod(job, 1);

    assertThat(resources(larger, 0))
        .isEqualTo(
            "{\"limits\":{\"memory\":\"400Mi\"},\"requests\":{\"cpu\":\"1\",\"memory\":\"256Mi\"}}");
    assertThat(resources(larger, 1))
        .isEqualTo("{\"limits\":{\"memory\":\"32Mi\"},\"requests\":{\"memory\":\"32Mi\"}}");
    assertThat(larger.getMetadata().getAnnotations())
        .containsEntry(
            "basalt.dev/oom-growth",
            "{\"times\":2,\"memory\":{\"work\":{\"request\":\"256Mi\",\"limit\":\"400Mi\"}}}");
    Pod other = pod(job, 0);
    assertThat(resources(other, 0)).contains("\"memory\":\"64Mi\"");
    assertThat(other.getMetadata().getAnnotations()).doesNotContainKey("basalt.dev/oom-growth");
  }

  @Test
  void whatTheTemplateAsksForBeyondThatStays() {
    assertThat(resources(pod(grown(Growth.of(1, Map.of("work", new Memory(1, 1))), 0), 0), 0))
        .contains("\"memory\":\"100Mi\"", "\"memory\":\"64Mi\"");
  }

  @Test
  void theGroupAsksForWhatTheGrownPodsNeedAndDoesNotCarryTheRecord() {
    Job job = grown(GROWTH, 1);
    PodGroup group = JobGroups.of(job, Jobs.context(job), name -> 0);

    assertThat(Objects.requireNonNull(group.getSpec().minResources()).get("memory"))
        .hasToString((96 + 96 + 256 + 32) + "Mi");
    assertThat(group.getMetadata().getAnnotations()).doesNotContainKey("basalt.dev/oom-record");
  }

  /** Phase, then of the container what it is now and what it was before its restart. */
  @ParameterizedTest
  @CsvSource({
    "Failed,    terminated/OOMKilled/137, ,                         true",
    "Failed,    terminated/OOMKilled/1, ,                           true",
    "Failed,    terminated/OOMKilled/0, ,                           false",
    "Failed,    terminated/Error/137, ,                             false",
    "Failed,    terminated/Error/1,       terminated/OOMKilled/137, false",
    "Running,   running,                  terminated/OOMKilled/137, true",
    "Running,   waiting,                  terminated/OOMKilled/137, true",
    "Pending,   waiting,                  terminated/OOMKilled/137, true",
    "Running,   terminated/Completed/0,   terminated/OOMKilled/137, false",
    "Succeeded, terminated/OOMKilled/137, ,                         false",
    "Running,   running, ,                                          false",
  })
  void aContainerWasKilledIfItsReasonSaysSoAndItHasNotDoneItsWork(
      String phase, String now, String before, boolean killed) {
    for (String list : List.of("containerStatuses", "initContainerStatuses")) {
      Pod pod = pod(Jobs.of(SPEC), 0);
      String name = list.startsWith("init") ? "fetch" : "work";
      pod.setStatus(
          Serialization.unmarshal(
              "phase: %s\n%s: [{name: %s, state: %s, lastState: %s}]\n"
                  .formatted(phase, list, name, state(now), before == null ? "{}" : state(before)),
              PodStatus.class));
      pod.getMetadata().setUid("u");

      OomKill kill = PodViews.read(pod).killed();

      assertThat(kill != null).as(list).isEqualTo(killed);
      if (kill != null) {
        assertThat(kill.containers()).containsExactly(name);
      }
    }
  }

  private static String state(String text) {
    String[] parts = text.split("/", -1);
    return parts.length == 1
        ? "{" + text + ": {}}"
        : "{terminated: {reason: " + parts[1] + ", exitCode: " + parts[2] + "}}";
  }

  @Test
  void whatAKilledPodHadIsReadFromThePodItself() {
    Pod pod = pod(grown(GROWTH, 0), 0);
    pod.getMetadata().setUid("u");
    pod.getSpec().getInitContainers().getFirst().setRestartPolicy("Always");
    pod.setStatus(
        Serialization.unmarshal(
            """
            phase: Failed
            containerStatuses:
            - {name: log, state: {terminated: {reason: OOMKilled, exitCode: 137}}}
            - {name: work, state: {terminated: {reason: OOMKilled, exitCode: 137}}}
            """,
            PodStatus.class));

    OomKill kill = Objects.requireNonNull(PodViews.read(pod).killed());

    assertThat(kill.containers()).containsExactly("log", "work");
    assertThat(kill.times()).isEqualTo(2);
    assertThat(kill.memory())
        .isEqualTo(
            new PodMemory(
                List.of(
                    new PodMemory.Part("fetch", PodMemory.Kind.SIDECAR, new Memory(8 << 20, 0)),
                    new PodMemory.Part(
                        "work", PodMemory.Kind.MAIN, new Memory(256 << 20, 400 << 20)),
                    new PodMemory.Part("log", PodMemory.Kind.MAIN, new Memory(32 << 20, 32 << 20))),
                new Memory(0, 0),
                0));
  }

  @Test
  void aPodsMemoryAsAWholeGrowsToo() {
    Job job =
        Jobs.of(
            """
            plugins: {oom: []}
            tasks:
            - name: main
              replicas: 1
              template: {spec: {resources: {limits: {memory: 1Gi}}, containers: [{name: work}]}}
            """);
    job.getMetadata()
        .setAnnotations(
            Map.of(
                "basalt.dev/oom-record",
                GrowthCodec.text(
                    JobGrowths.NONE.with(
                        "main",
                        0,
                        Growth.of(1, Map.of(PodMemory.WHOLE, new Memory(0, 2L << 30)))))));
    assertThat(pod(job, 0).getSpec().getResources().getLimits().get("memory")).hasToString("2Gi");
  }

  private static OomPolicy policy(String flags) {
    Job job = Jobs.of("tasks: [{name: main, replicas: 1}]");
    job.getMetadata().setAnnotations(Map.of("basalt.dev/oom-scale-up", flags));
    return Objects.requireNonNull(JobPlugins.oom(Jobs.context(job).plugins()));
  }

  @Test
  void anAnnotationTakesThePluginsFlagsAndThePluginGoesFirst() {
    assertThat(policy("--ratio=1.5 --max-memory=64Gi, --max-retries 3 --reuse=false --new=1"))
        .isEqualTo(new OomPolicy(1.5, 64L << 30, 3, false));
    assertThat(policy("true")).isEqualTo(new OomPolicy(2, Long.MAX_VALUE, 5, true));

    Job job = Jobs.of("plugins: {oom: [--ratio=3]}\ntasks: [{name: main, replicas: 1}]");
    job.getMetadata().setAnnotations(Map.of("basalt.dev/oom-scale-up", "--ratio=4"));
    assertThat(Objects.requireNonNull(JobPlugins.oom(Jobs.context(job).plugins())).ratio())
        .isEqualTo(3);
    Job none = Jobs.of("tasks: [{name: main, replicas: 1}]");
    none.getMetadata().setAnnotations(Map.of("basalt.dev/oom-scale-up", "false"));
    assertThat(JobPlugins.oom(Jobs.context(none).plugins())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "--ratio=1, plugin oom: --ratio 1 must be above 1",
    "--ratio=NaN, plugin oom: --ratio NaN must be above 1",
    "--ratio=much, 'plugin oom: --ratio much is no number, write 1.5 or 2'",
    "--max-memory=much, plugin oom: --max-memory much is no amount of memory such as 64Gi",
    "--max-retries=-1, plugin oom: --max-retries -1 must not be negative",
    "--max-retries=x, plugin oom: --max-retries x is no whole number",
  })
  void wrongFlagsAreNamedWithTheRemedy(String flag, String message) {
    assertThat(catchThrowable(() -> JobPlugins.of(Map.of("oom", List.of(flag)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
