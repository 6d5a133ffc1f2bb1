package dev.basalt.webhook.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.CronJob;
import dev.basalt.api.batch.CronJobSpec;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobFlowSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.webhook.rules.RuleTable.Row;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of every table. */
final class RulesTest {
  private final QueueBook queues = new Queues();

  static Stream<Row> jobCreate() {
    return RuleTable.rows("job-create");
  }

  @ParameterizedTest
  @MethodSource("jobCreate")
  void a_new_job(Row row) {
    String name = row.content().path("name").asText("row");
    holds(row, JobRules.create(Job.of("ns", name, row.read("spec", JobSpec.class))));
  }

  static Stream<Row> jobUpdate() {
    return RuleTable.rows("job-update");
  }

  @ParameterizedTest
  @MethodSource("jobUpdate")
  void a_changed_job(Row row) {
    Job before = Job.of("ns", "row", row.read("before", JobSpec.class));
    holds(row, JobUpdateRules.update(before, Job.of("ns", "row", row.read("spec", JobSpec.class))));
  }

  static Stream<Row> jobQueue() {
    return RuleTable.rows("job-queue");
  }

  @ParameterizedTest
  @MethodSource("jobQueue")
  void a_job_in_a_queue(Row row) {
    holds(row, QueueAccess.job(row.content().get("queue").asText(), queues));
  }

  static Stream<Row> queue() {
    return RuleTable.rows("queue");
  }

  @ParameterizedTest
  @MethodSource("queue")
  void a_queue(Row row) {
    Queue queue = row.read("queue", Queue.class);
    Queue before = queues.find(queue.getMetadata().getName());
    holds(
        row,
        before == null
            ? QueueRules.create(queue, queues)
            : QueueRules.update(before, queue, queues, false));
  }

  static Stream<Row> podGroup() {
    return RuleTable.rows("podgroup");
  }

  @ParameterizedTest
  @MethodSource("podGroup")
  void a_group(Row row) {
    PodGroupSpec spec = row.read("spec", PodGroupSpec.class);
    holds(row, PodGroupRules.create(PodGroup.of("ns", "row", spec), queues));
  }

  static Stream<Row> pod() {
    return RuleTable.rows("pod");
  }

  @ParameterizedTest
  @MethodSource("pod")
  void a_pod(Row row) {
    Map<String, String> annotations = new HashMap<>();
    row.content()
        .get("annotations")
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asText()));
    holds(row, DisruptionRules.check(annotations));
  }

  static Stream<Row> jobFlow() {
    return RuleTable.rows("jobflow");
  }

  @ParameterizedTest
  @MethodSource("jobFlow")
  void a_flow(Row row) {
    JobFlowSpec spec = row.read("spec", JobFlowSpec.class);
    holds(row, JobFlowRules.check(JobFlow.of("ns", "row", spec)));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "12, true", "-1, false", "often, false", "'', false"})
  void retries_of_a_flow_are_a_whole_number(String retries, boolean fine) {
    JobFlow flow = JobFlow.of("ns", "row", new JobFlowSpec(List.of(), null));
    flow.getMetadata().setAnnotations(Map.of(BasaltNames.FLOW_RETRIES, retries));

    assertThat(JobFlowRules.check(flow).text().contains("basalt.dev/retries")).isEqualTo(!fine);
  }

  @Test
  void a_job_of_a_flow_that_will_be_refused_is_a_warning() {
    JobFlowSpec spec =
        new KubernetesSerialization()
            .unmarshal("flows: [{name: %s}]".formatted("t".repeat(20)), JobFlowSpec.class);

    assertThat(JobFlowRules.check(JobFlow.of("ns", "f".repeat(43), spec)).warnings())
        .singleElement()
        .asString()
        .contains("more than 63 characters");
    assertThat(JobFlowRules.check(JobFlow.of("ns", "f".repeat(42), spec)).warnings()).isEmpty();
  }

  static Stream<Row> cronJob() {
    return RuleTable.rows("cronjob");
  }

  @ParameterizedTest
  @MethodSource("cronJob")
  void a_cron_job(Row row) {
    CronJobSpec spec = row.read("spec", CronJobSpec.class);
    holds(row, CronJobRules.check(CronJob.of("ns", row.content().get("name").asText(), spec)));
  }

  @Test
  void queues_that_others_need_stay() {
    assertThat(QueueRules.delete("default", queues).text())
        .contains("`default` queue can not be deleted");
    assertThat(QueueRules.delete("root", queues).text())
        .contains("`root` queue can not be deleted");
    assertThat(QueueRules.delete("team", queues).text())
        .contains("queue team can not be deleted because it has 2 child queues: team-a, team-b");
    assertThat(QueueRules.delete("team-a", queues).isEmpty()).isTrue();
    assertThat(QueueRules.deleteIdle(Objects.requireNonNull(queues.find("busy")), queues).text())
        .contains("cannot be deleted because it has allocated Pods");
  }

  @Test
  void what_the_root_queue_has_stays_as_it_is() {
    Queue root = Objects.requireNonNull(queues.find("root"));

    assertThat(QueueRules.update(root, queue("root", "{weight: 3}"), queues, false).all())
        .isEmpty();
    for (String amounts :
        List.of(
            "{capability: {cpu: 8}}",
            "{deserved: {cpu: 8}}",
            "{deserved: {cpu: 8}, guarantee: {resource: {cpu: 8}}}")) {
      assertThat(QueueRules.update(root, queue("root", amounts), queues, false).text())
          .contains(
              "root queue's resource attributes (capability, deserved, guarantee) cannot be modified");
    }
  }

  @Test
  void whoever_keeps_capabilities_may_write_them_in_any_order() {
    Queue team = Objects.requireNonNull(queues.find("team"));
    Queue lower =
        queue(
            "team", "{capability: {cpu: 5}, deserved: {cpu: 4}, guarantee: {resource: {cpu: 4}}}");
    Queue inner = Objects.requireNonNull(queues.find("team-c"));
    Queue higher = queue("team-c", "{parent: team-b, capability: {cpu: 9}}");

    assertThat(QueueRules.update(team, lower, queues, true).all()).isEmpty();
    assertThat(QueueRules.update(inner, higher, queues, true).all()).isEmpty();
    assertThat(QueueRules.update(team, lower, queues, false).all()).hasSize(1);
    assertThat(QueueRules.update(inner, higher, queues, false).all()).hasSize(1);
  }

  private static Queue queue(String name, String spec) {
    return Queue.of(name, new KubernetesSerialization().unmarshal("---\n" + spec, QueueSpec.class));
  }

  @Test
  void what_works_but_is_odd_is_a_warning() {
    JobSpec spec =
        new KubernetesSerialization()
            .unmarshal(
                "tasks: [{name: a, replicas: 11, template: {spec: {containers: [{name: c, image: i}]}}}]",
                JobSpec.class);
    Job job = Job.of("ns", "j".repeat(59), spec);

    Violations violations = JobRules.create(job);

    assertThat(violations.isEmpty()).isTrue();
    assertThat(violations.warnings()).singleElement().asString().contains("host name is cut");
    assertThat(List.of(violations.text())).containsExactly("");
  }

  private static void holds(Row row, Violations violations) {
    if (row.refused() == null) {
      assertThat(violations.all()).isEmpty();
    } else {
      assertThat(violations.text()).contains(row.refused());
    }
  }
}
