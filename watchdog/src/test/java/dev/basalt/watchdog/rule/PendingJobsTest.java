package dev.basalt.watchdog.rule;

import static dev.basalt.watchdog.FakeView.group;
import static dev.basalt.watchdog.FakeView.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.GroupSight;
import dev.basalt.watchdog.view.JobSight;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Jobs that wait too long. */
class PendingJobsTest extends RuleScene {
  @Test
  void aJobWaitsTooLongByTheRuleOrByItsOwnWord() {
    view.put(job("j", JobPhase.PENDING, "", NOW));
    view.put(group("g", "NotEnoughResources", ResourceList.EMPTY));
    now = NOW + Duration.ofMinutes(59).toMillis();
    assertThat(look(Kind.JOB_PENDING)).isEmpty();
    now = NOW + Duration.ofMinutes(61).toMillis();
    assertThat(look(Kind.JOB_PENDING))
        .extracting(finding -> finding.labels().get("reason"))
        .containsExactly("Unknown", "NotEnoughResources");
    assertThat(look(Kind.JOB_PENDING, "  for: 2h\n")).isEmpty();

    JobSight job = job("j", JobPhase.PENDING, "", NOW);
    view.groups.clear();
    view.put(
        new JobSight(
            job.key(), job.uid(), "q", "ada", job.phase(), "", "", NOW, NOW, 0, 60_000, ""));
    now = NOW + 61_000;
    assertThat(look(Kind.JOB_PENDING))
        .singleElement()
        .satisfies(finding -> assertThat(finding.values()).containsEntry("waited", "1m1s"));
  }

  @Test
  void groupsThatAreJobsAreToldByTheirJobs() {
    GroupSight group = group("g", "NotEnoughResources", ResourceList.EMPTY);
    view.put(
        new GroupSight(
            group.key(),
            group.uid(),
            "j",
            "q",
            "ada",
            group.phase(),
            1,
            ResourceList.EMPTY,
            group.waiting(),
            NOW,
            30_000));
    view.put(job("j", JobPhase.PENDING, "", NOW));
    now = NOW + 30_000;
    assertThat(look(Kind.JOB_PENDING))
        .as("the waiting time of the group, the reason of the group")
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.labels())
                .containsEntry("job_name", "j")
                .containsEntry("reason", "NotEnoughResources"));
  }
}
