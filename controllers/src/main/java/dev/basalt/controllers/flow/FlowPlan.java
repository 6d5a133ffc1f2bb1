package dev.basalt.controllers.flow;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.FlowJobStatus;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.controllers.flow.FlowShape.Place;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.controllers.runtime.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a flow now, in this order: the status is written, jobs are deleted, jobs
 * are made. Whoever dies in between and plans anew does what is left. What has ended stays so
 * although its job may be gone, because the status remembers it; that a job is made anew is written
 * before the failed one is deleted.
 *
 * @param status to be written
 * @param delete jobs that are no longer wanted
 * @param make jobs to be made
 * @param asks what is to be asked of running pods; then one plans anew
 * @param notices what to record
 */
record FlowPlan(
    JobFlowStatus status,
    List<MadeJob> delete,
    List<Order> make,
    List<Ask> asks,
    List<Notice> notices) {

  /** A job to be made. */
  record Order(Place place, String name, int attempt) {}

  /** A question to the pods of a task. */
  record Ask(ObjectKey job, String jobUid, int enough, FlowCheck check) {}

  /**
   * What is known of a flow.
   *
   * @param retries how often a failed job is made anew
   * @param deletes whether jobs are deleted once all have completed
   * @param terminating whether the flow is being deleted
   * @param jobs that it made and that are there, by name
   * @param gone jobs of it that were seen to go after they had ended, by name
   * @param templates whether there is a JobTemplate of a name
   * @param passed questions that were answered well
   * @param hindrance what stood in the way of making a job, null if nothing did
   */
  record Facts(
      ObjectKey name,
      FlowShape shape,
      int retries,
      boolean deletes,
      boolean terminating,
      @Nullable JobFlowStatus status,
      Map<String, MadeJob> jobs,
      Map<String, MadeJob> gone,
      Predicate<String> templates,
      Set<Ask> passed,
      @Nullable Notice hindrance) {}

  /** What follows from what is known. */
  static FlowPlan of(Facts facts) {
    return new Planner(facts).plan();
  }

  private static final class Planner {
    private final Facts facts;
    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private final List<Order> make = new ArrayList<>();
    private final List<Ask> asks = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private @Nullable Notice waiting;

    private Planner(Facts facts) {
      this.facts = facts;
    }

    private FlowPlan plan() {
      for (Place place : facts.shape().places()) {
        Standing standing = standing(place);
        standings.put(place.template(), standing);
      }
      Standing failed =
          standings.values().stream().filter(Standing::failed).findFirst().orElse(null);
      Notice problem = facts.shape().problem();
      if (failed == null && problem == null && !facts.terminating()) {
        standings.values().stream()
            .filter(one -> !one.there() && one.phase() == null)
            .forEach(this::consider);
      }
      JobFlowPhase phase = phase(failed);
      Notice cause =
          failed == null
              ? Stream.of(problem, facts.hindrance(), waiting)
                  .filter(Objects::nonNull)
                  .findFirst()
                  .orElse(null)
              : Notice.warning(
                  "JobFailed",
                  "job %s is %s"
                      .formatted(
                          failed.name(), MadeJob.text(Objects.requireNonNull(failed.phase()))));
      if (cause != null && cause.warning()) {
        notices.add(cause);
      }
      return new FlowPlan(
          FlowStatuses.of(facts.status(), List.copyOf(standings.values()), phase, cause),
          unwanted(phase),
          make,
          asks,
          notices);
    }

    private Standing standing(Place place) {
      String name = facts.name().name() + "-" + place.template();
      Standing standing =
          Standing.of(place, name, recorded(name), facts.jobs().get(name), facts.gone().get(name));
      if (standing.phase() == JobPhase.FAILED
          && standing.attempt() < facts.retries()
          && !facts.terminating()) {
        notices.add(
            Notice.normal(
                "JobRetried",
                "job %s failed and is made anew, %d of at most %d times"
                    .formatted(name, standing.attempt() + 1, facts.retries())));
        return standing.again();
      }
      return standing;
    }

    private @Nullable FlowJobStatus recorded(String name) {
      JobFlowStatus status = facts.status();
      return status == null || status.jobStatusList() == null
          ? null
          : status.jobStatusList().stream()
              .filter(one -> name.equals(one.name()))
              .findFirst()
              .orElse(null);
    }

    /** Makes a job whose turn has come. */
    private void consider(Standing standing) {
      Place place = standing.place();
      boolean ready = true;
      for (String target : place.targets()) {
        Standing other = standings.get(target);
        ready &= other != null && (other.completed() || passes(place, other));
      }
      if (!ready) {
        return;
      }
      if (!facts.templates().test(place.template())) {
        waiting =
            Notice.warning(
                "TemplateNotFound",
                "%s.name: there is no JobTemplate \"%s\" in namespace %s; make it or change the name"
                    .formatted(place.field(), place.template(), facts.name().namespace()));
        return;
      }
      make.add(new Order(place, standing.name(), standing.attempt()));
    }

    /**
     * Whether a job that has not completed passes the checks of its tasks; it needs to have any.
     */
    private boolean passes(Place place, Standing target) {
      MadeJob job = target.job();
      if (job == null || !target.there() || job.phase() == null || job.terminating()) {
        return false;
      }
      List<FlowCheck> checks =
          place.checks().stream().filter(one -> job.minima().containsKey(one.task())).toList();
      boolean all = !checks.isEmpty();
      for (FlowCheck check : checks) {
        if (!passes(job, check)) {
          all = false;
          waiting =
              Notice.normal(
                  "WaitingForProbe",
                  "flow \"%s\" waits until task \"%s\" of job %s passes %s"
                      .formatted(place.template(), check.task(), target.name(), check.field()));
        }
      }
      return all;
    }

    private boolean passes(MadeJob job, FlowCheck check) {
      if (check instanceof FlowCheck.Phase phase) {
        return phase.passedBy(job);
      }
      Ask ask = new Ask(job.key(), job.uid(), job.minima().getOrDefault(check.task(), 1), check);
      if (facts.passed().contains(ask)) {
        return true;
      }
      asks.add(ask);
      return false;
    }

    private JobFlowPhase phase(@Nullable Standing failed) {
      if (facts.terminating()) {
        return JobFlowPhase.TERMINATING;
      }
      if (failed != null) {
        return JobFlowPhase.FAILED;
      }
      if (standings.values().stream().allMatch(Standing::completed)) {
        return JobFlowPhase.SUCCEED;
      }
      return standings.values().stream().anyMatch(Standing::begun)
          ? JobFlowPhase.RUNNING
          : JobFlowPhase.PENDING;
    }

    private List<MadeJob> unwanted(JobFlowPhase phase) {
      boolean all = phase == JobFlowPhase.SUCCEED && facts.deletes();
      return standings.values().stream()
          .map(one -> all && one.there() ? one.job() : one.earlier())
          .filter(Objects::nonNull)
          .filter(job -> !job.terminating())
          .toList();
    }
  }
}
