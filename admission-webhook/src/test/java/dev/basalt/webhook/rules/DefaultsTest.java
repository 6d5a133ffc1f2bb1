package dev.basalt.webhook.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.scheduling.Queue;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DefaultsTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void a_job_gets_everything_that_it_leaves_out() {
    JobSpec spec =
        apply(
            """
            tasks:
            - {replicas: 2, template: {spec: {hostNetwork: true}}}
            - {name: mine, replicas: 4, minAvailable: 1, maxRetry: 7}
            - {replicas: 6, partitionPolicy: {totalPartitions: 3, partitionSize: 2, minPartitions: 2}}
            - {replicas: 8, partitionPolicy: {totalPartitions: 4, partitionSize: 2, minPartitions: 0}}
            """);

    assertThat(spec.queue()).isEqualTo("default");
    assertThat(spec.schedulerName()).isEqualTo("volcano");
    assertThat(spec.maxRetry()).isEqualTo(3);
    assertThat(spec.minAvailable()).isEqualTo(2 + 1 + 4 + 8);
    List<TaskSpec> tasks = Given.list(spec.tasks());
    assertThat(tasks)
        .extracting(TaskSpec::name)
        .containsExactly("default0", "mine", "default2", "default3");
    assertThat(tasks).extracting(TaskSpec::minAvailable).containsExactly(2, 1, 4, 8);
    assertThat(tasks).extracting(TaskSpec::maxRetry).containsExactly(3, 7, 3, 3);
    assertThat(serialization.asJson(tasks.getFirst().template()))
        .contains("\"dnsPolicy\":\"ClusterFirstWithHostNet\"");
  }

  @Test
  void what_is_said_stays() {
    JobSpec spec =
        apply(
            """
            queue: q
            schedulerName: basalt
            maxRetry: 9
            minAvailable: 1
            tasks:
            - {replicas: 2, template: {spec: {hostNetwork: true, dnsPolicy: Default}}}
            """);

    assertThat(spec.queue()).isEqualTo("q");
    assertThat(spec.schedulerName()).isEqualTo("basalt");
    assertThat(spec.maxRetry()).isEqualTo(9);
    assertThat(spec.minAvailable()).isEqualTo(1);
    assertThat(serialization.asJson(Given.list(spec.tasks()).getFirst().template()))
        .contains("\"dnsPolicy\":\"Default\"");
  }

  @Test
  void plugins_bring_those_that_they_need() {
    assertThat(apply("plugins: {tensorflow: [--ps=ps]}\n").plugins())
        .isEqualTo(Map.of("tensorflow", List.of("--ps=ps"), "svc", List.of()));
    assertThat(apply("plugins: {mpi: [], svc: [--disable-network-policy=true]}\n").plugins())
        .isEqualTo(
            Map.of(
                "mpi", List.of(),
                "svc", List.of("--disable-network-policy=true"),
                "ssh", List.of()));
    assertThat(apply("plugins: {env: []}\n").plugins()).isEqualTo(Map.of("env", List.of()));
  }

  @Test
  void defaults_on_defaults_change_nothing() {
    JobSpec once = apply("tasks: [{replicas: 2}, {replicas: 1, name: x}]\nplugins: {mpi: []}\n");

    assertThat(JobDefaults.standard().apply(once)).isEqualTo(once);
  }

  @Test
  void a_queue_gets_weight_and_root() {
    Queue queue = new Queue();
    queue.setMetadata(
        new ObjectMetaBuilder()
            .withName("q")
            .addToAnnotations(QueueHierarchy.PATH, "eng/prod")
            .addToAnnotations(QueueHierarchy.WEIGHTS, "2/8")
            .build());

    assertThat(QueueDefaults.reclaimable(queue)).isTrue();
    assertThat(QueueDefaults.weight(queue)).isEqualTo(1);
    assertThat(QueueDefaults.annotations(queue))
        .isEqualTo(Map.of(QueueHierarchy.PATH, "root/eng/prod", QueueHierarchy.WEIGHTS, "1/2/8"));
  }

  private JobSpec apply(String yaml) {
    return JobDefaults.standard().apply(serialization.unmarshal(yaml, JobSpec.class));
  }
}
