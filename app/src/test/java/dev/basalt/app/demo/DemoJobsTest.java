package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.flow.Flow;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobTemplate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DemoJobsTest {
  private static final List<DemoJob> JOBS =
      new DemoJobs(new KubernetesSerialization(), DemoQueue.PRODUCTION).all();

  private static int replicas(JobSpec spec) {
    return Objects.requireNonNull(spec.tasks()).stream().mapToInt(TaskSpec::replicas).sum();
  }

  @Test
  void eachSaysHowManyPodsItHasAndGoesToTheDemosScheduler() {
    for (DemoJob plan : JOBS) {
      for (HasMetadata object : plan.objects()) {
        assertThat(object.getMetadata().getNamespace()).isEqualTo(ApiObjects.NAMESPACE);
        if (object instanceof Job job) {
          assertThat(job.getMetadata().getName()).isEqualTo(plan.name());
          assertThat(replicas(job.getSpec())).isEqualTo(plan.total());
          assertThat(job.getSpec().schedulerName()).isEqualTo(ApiObjects.SCHEDULER);
          assertThat(job.getSpec().queue()).isEqualTo(DemoQueue.PRODUCTION);
        }
      }
    }
  }

  @Test
  void theJobsOfAFlowHaveTheirTemplatesBeforeIt() {
    DemoJob plan = JOBS.getLast();
    List<HasMetadata> templates = plan.objects().subList(0, plan.objects().size() - 1);
    JobFlow flow = (JobFlow) plan.objects().getLast();
    assertThat(templates).allMatch(JobTemplate.class::isInstance);
    assertThat(flow.getSpec().flows())
        .hasSize(plan.total())
        .extracting(Flow::name)
        .containsExactlyElementsOf(
            templates.stream().map(template -> template.getMetadata().getName()).toList());
  }

  @Test
  void theyComeInTheirOrder() {
    assertThat(JOBS).extracting(DemoJob::at).isSorted();
    assertThat(JOBS).extracting(DemoJob::name).doesNotHaveDuplicates();
  }
}
