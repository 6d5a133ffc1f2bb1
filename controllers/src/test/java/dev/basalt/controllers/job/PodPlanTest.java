package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.state.JobShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodPlanTest {
  @Test
  void theGangNeedsAsManyPodsOfATaskAsItsMinimumSays() {
    JobContext context =
        Jobs.context(
            Jobs.of(
                """
                minAvailable: 2
                tasks:
                - {name: elastic, replicas: 2, minAvailable: 0, template: {spec: {containers: []}}}
                - {name: core, replicas: 3, minAvailable: 2, template: {spec: {containers: []}}}
                """));
    JobShape shape = JobShape.of(context.spec());

    List<PodPlan.Missing> missing = PodPlan.of(shape, context.tasks(), List.of()).missing();

    assertThat(missing).hasSize(5);
    assertThat(missing.stream().filter(one -> one.neededBy(shape)))
        .extracting(one -> one.task().name() + "-" + one.index())
        .containsExactly("core-0", "core-1");
  }
}
