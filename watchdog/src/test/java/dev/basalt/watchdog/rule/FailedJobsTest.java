package dev.basalt.watchdog.rule;

import static dev.basalt.watchdog.FakeView.group;
import static dev.basalt.watchdog.FakeView.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.JobSight;
import org.junit.jupiter.api.Test;

/** Jobs that failed, and pods that nobody replaces. */
class FailedJobsTest extends RuleScene {
  @Test
  void ofAFailedJobTheFirstPodThatFailedIsTold() {
    failedJob();

    assertThat(look(Kind.JOB_FAILED))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.subject()).isEqualTo("lab/j");
          assertThat(finding.sinceMillis()).isEqualTo(NOW - 5_000);
          assertThat(finding.labels())
              .containsEntry("reason", "OOMKilled")
              .containsEntry("user", "ada");
          assertThat(finding.values())
              .containsEntry("failed_pods", "2")
              .containsEntry("exit_code", "137")
              .containsEntry(
                  "first_failure",
                  "First failed pod j-main-0 of task main: OOMKilled, container main with exit code"
                      + " 137.");
        });
  }

  @Test
  void whatSomebodyAskedForIsNoFailure() {
    view.put(job("cancelled", JobPhase.TERMINATED, "CommandIssued", NOW));
    view.put(job("suspended", JobPhase.ABORTED, "CommandIssued", NOW));
    view.put(job("ended", JobPhase.TERMINATED, "PodFailed", NOW));
    view.put(job("stopped", JobPhase.ABORTED, "TaskFailed", NOW));

    assertThat(look(Kind.JOB_FAILED))
        .extracting(Finding::subject)
        .containsExactly("lab/ended", "lab/stopped");
  }

  @Test
  void whatEndedBeforeIsNotTold() {
    failedJob();
    since = NOW - 4_000;
    assertThat(look(Kind.JOB_FAILED)).isEmpty();
    since = NOW - 5_000;
    assertThat(look(Kind.JOB_FAILED)).hasSize(1);
  }

  @Test
  void aJobThatIsRunAnewByHandKeepsItsAlertUntilItSucceeds() {
    JobSight again = withRetries(job("j", JobPhase.RUNNING, "", NOW), 1);
    view.put(again);
    assertThat(look(Kind.JOB_FAILED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.news()).isFalse());

    view.put(withRetries(job("j", JobPhase.COMPLETED, "", NOW), 1));
    assertThat(look(Kind.JOB_FAILED)).isEmpty();
  }

  @Test
  void theSuccessOfAJobThatRunsItsFailedShardsMendsIt() {
    failedJob();
    view.put(child("j-r1", JobPhase.FAILED, NOW - 1_000));
    view.put(child("j-r2", JobPhase.RUNNING, NOW));
    assertThat(look(Kind.JOB_FAILED)).hasSize(2);

    view.put(child("j-r2", JobPhase.COMPLETED, NOW));
    assertThat(look(Kind.JOB_FAILED)).isEmpty();
  }

  private static JobSight child(String name, JobPhase phase, long created) {
    JobSight job = job(name, phase, "", created);
    return new JobSight(
        job.key(), job.uid(), job.queue(), job.user(), phase, "", "", created, created, 0, -1, "j");
  }

  private static JobSight withRetries(JobSight job, int retries) {
    return new JobSight(
        job.key(),
        job.uid(),
        job.queue(),
        job.user(),
        job.phase(),
        job.reason(),
        job.message(),
        job.phaseMillis(),
        job.createdMillis(),
        retries,
        -1,
        "");
  }

  @Test
  void aPodOfAGroupThatNobodyReplacesFailsForItself() {
    view.put(group("g", "", ResourceList.EMPTY));
    view.pods.add(alone("driver", "g", "SparkApplication"));
    view.pods.add(alone("executor", "g", "Pod"));
    view.pods.add(alone("worker", "g", "ReplicaSet"));
    view.pods.add(alone("stranger", "", ""));

    assertThat(look(Kind.JOB_FAILED))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.labels())
              .containsEntry("job_name", "driver")
              .containsEntry("queue", "q");
          assertThat(finding.values()).containsEntry("exit_code", "137");
        });
  }
}
