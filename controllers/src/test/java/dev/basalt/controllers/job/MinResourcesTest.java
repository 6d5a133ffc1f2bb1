package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.basalt.api.batch.Job;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.cluster.convert.PodGroupReader;
import dev.basalt.core.event.PodGroupSpec;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the group of a job says that its minimum needs, and what it is charged for that. */
class MinResourcesTest {
  /** A quota on limits must hold back a job as a whole: else two gangs may lock each other. */
  @Test
  void minResourcesSayWhatQuotasWillCharge() {
    PodGroup group =
        group(
            Jobs.of(
                """
                tasks:
                - name: main
                  replicas: 3
                  template:
                    spec:
                      overhead: {cpu: 10m, memory: 1Mi}
                      initContainers:
                      - {name: i, resources: {limits: {cpu: "3"}}}
                      containers:
                      - name: a
                        resources:
                          requests: {cpu: "1", nvidia.com/gpu: "1", hugepages-2Mi: 4Mi}
                          limits: {cpu: "2", nvidia.com/gpu: "1", hugepages-2Mi: 4Mi}
                      - {name: b, resources: {requests: {memory: 1Gi}}}
                - name: none
                  replicas: 1
                  template: {spec: {containers: [{name: a}]}}
                """));

    assertThat(amounts(group))
        .containsOnly(
            entry("cpu", "9030m"),
            entry("requests.cpu", "9030m"),
            entry("limits.cpu", "9030m"),
            entry("memory", "3075Mi"),
            entry("requests.memory", "3075Mi"),
            entry("nvidia.com/gpu", "3"),
            entry("requests.nvidia.com/gpu", "3"),
            entry("hugepages-2Mi", "12Mi"),
            entry("requests.hugepages-2Mi", "12Mi"),
            entry("pods", "4"),
            entry("count/pods", "4"));
    PodGroupSpec read = PodGroupReader.read(group);
    assertThat(read.problem()).isNull();
    assertThat(read.minResources())
        .hasToString("{cpu=9030m, hugepages-2Mi=12Mi, memory=3075Mi, nvidia.com/gpu=3, pods=4}");
    assertThat(read.minLimits()).hasToString("{limits.cpu=9030m}");
  }

  @Test
  void limitsOfThePodAsAWholeCountInPlaceOfItsContainers() {
    PodGroup group =
        group(
            Jobs.of(
                """
                tasks:
                - name: main
                  replicas: 2
                  template:
                    spec:
                      resources: {limits: {cpu: "4"}}
                      containers:
                      - {name: a, resources: {limits: {cpu: "1", memory: 1Gi}}}
                      - {name: b, resources: {limits: {memory: 1Gi, ephemeral-storage: 2Gi}}}
                """));

    assertThat(amounts(group))
        .contains(
            entry("limits.cpu", "8"),
            entry("limits.memory", "4Gi"),
            entry("limits.ephemeral-storage", "4Gi"));
  }

  @Test
  void amountsThatNoClusterHasStayTheMost() {
    PodGroup group =
        group(
            Jobs.of(
                """
                tasks:
                - name: main
                  replicas: 3
                  template:
                    spec:
                      overhead: {cpu: 10m}
                      containers:
                      - {name: a, resources: {requests: {cpu: "1"}, limits: {cpu: 9e17, memory: 9E}}}
                """));

    PodGroupSpec read = PodGroupReader.read(group);
    assertThat(read.problem()).isNull();
    assertThat(Objects.requireNonNull(read.minLimits()).get("limits.cpu"))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(Objects.requireNonNull(read.minLimits()).get("limits.memory"))
        .isEqualTo(Long.MAX_VALUE);
  }

  /** The one whose class is the job's comes before the one whose own class is lower. */
  @Test
  void aTaskWithoutAPriorityClassHasTheJobs() {
    String spec =
        """
        priorityClassName: high
        minAvailable: 1
        tasks:
        - name: low
          replicas: 1
          template:
            spec:
              priorityClassName: low
              containers: [{name: a, resources: {requests: {cpu: "1"}}}]
        - name: bare
          replicas: 1
          template: {spec: {containers: [{name: a, resources: {requests: {cpu: "7"}}}]}}
        """;

    assertThat(amounts(group(Jobs.of(spec)))).containsEntry("cpu", "7");
    assertThat(Jobs.pod(Jobs.of(spec), "bare", 0).getSpec().getPriorityClassName())
        .isEqualTo("high");
    assertThat(Jobs.pod(Jobs.of(spec), "low", 0).getSpec().getPriorityClassName()).isEqualTo("low");
    assertThat(
            Jobs.pod(Jobs.of(spec.replaceFirst(".*\n", "")), "bare", 0)
                .getSpec()
                .getPriorityClassName())
        .isNull();
  }

  private static Map<String, String> amounts(PodGroup group) {
    Map<String, String> amounts = new TreeMap<>();
    Objects.requireNonNull(group.getSpec().minResources())
        .forEach((name, amount) -> amounts.put(name, amount.toString()));
    return amounts;
  }

  private static PodGroup group(Job job) {
    return JobGroups.of(job, Jobs.context(job), name -> name.equals("high") ? 10 : 1);
  }
}
