package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.defaults.JobDefaults;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugin;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Pods;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.job.state.Tally;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is made for a job grows with its replicas beyond what etcd and watches bear. */
class JobSizesTest {
  private static final int REPLICAS = 100_000;
  private static final int MOST_BYTES = 256 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env",
        "svc",
        "ssh",
        "pytorch",
        "tensorflow",
        "mpi",
        "ray",
        "hcclrank",
        "env,svc,ssh"
      })
  void whatPluginsMakeStaysSmall(String names) {
    Map<String, JobPlugin> plugins = plugins(names);
    Job job = large();
    JobContext context = Jobs.context(job);

    for (JobPlugin plugin : plugins.values()) {
      plugin
          .companions(context)
          .objects()
          .forEach(object ->
              assertThat(bytes(object))
                  .as("%s %s", object.getKind(), object.getMetadata().getName())
                  .isLessThan(MOST_BYTES));
    }
    JobPods pods =
        new JobPods(job, context, new Progress(JobPhase.PENDING, 0, 0), plugins.values());
    for (int index : new int[] {0, REPLICAS - 1}) {
      assertThat(bytes(pods.pod(context.tasks().get(1), index))).isLessThan(MOST_BYTES);
    }
  }

  @Test
  void theGroupStaysSmall() {
    Job job = large();
    assertThat(bytes(JobGroups.of(job, Jobs.context(job), name -> 0))).isLessThan(MOST_BYTES);
  }

  @Test
  void theStatusStaysSmallHoweverThePodsStand() {
    Job job = large();
    JobShape shape = JobShape.of(JobDefaults.of(Objects.requireNonNull(job.getSpec())));
    List<PodView> pods = new ArrayList<>(REPLICAS);
    for (int i = 0; i < REPLICAS; i++) {
      pods.add(Pods.of("worker", i).phase(PodPhase.values()[i % 5]).view());
    }
    job.setStatus(
        JobStatuses.next(
            null,
            new Progress(JobPhase.RUNNING, 0, 0),
            JobStatuses.Cause.NONE,
            shape,
            Tally.of(pods, pod -> pod.index() % 7 == 0),
            Map.of(),
            0,
            0));
    assertThat(bytes(job)).isLessThan(MOST_BYTES);
  }

  /** The names of this many hosts fit; a little more and they are left out, and the job is told. */
  @Test
  void hostNamesAreLeftOutWhereTheyWouldNotFit() {
    assertThat(hosts(1_000)).contains("sweep-worker-999.sweep");
    assertThat(hosts(100_000)).doesNotContain("sweep-worker-999.sweep").contains("100000");
  }

  private static String hosts(int replicas) {
    Job job = of(replicas);
    JobPlugin.Companions made =
        Objects.requireNonNull(plugins("svc").get("svc")).companions(Jobs.context(job));
    assertThat(made.notes()).hasSize(replicas > 1_000 ? 1 : 0);
    return Serialization.asJson(made.objects().getFirst());
  }

  /** Plugins that are not there yet have nothing to measure. */
  private static Map<String, JobPlugin> plugins(String names) {
    try {
      return JobPlugins.of(
          Stream.of(names.split(","))
              .collect(java.util.stream.Collectors.toMap(name -> name, name -> List.<String>of())));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("not there yet");
      return Map.of();
    }
  }

  private static Job large() {
    return of(REPLICAS);
  }

  private static Job of(int replicas) {
    return Jobs.of(
        """
        tasks:
        - name: master
          replicas: 1
          template: {spec: {containers: [{name: a, image: b, command: [run]}]}}
        - name: worker
          replicas: %d
          template: {spec: {containers: [{name: a, image: b, command: [run]}]}}
        """
            .formatted(replicas));
  }

  private static int bytes(Object object) {
    return Serialization.asJson(object).getBytes(StandardCharsets.UTF_8).length;
  }
}
