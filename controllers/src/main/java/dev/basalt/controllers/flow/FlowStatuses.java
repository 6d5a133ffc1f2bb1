package dev.basalt.controllers.flow;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.FlowCondition;
import dev.basalt.api.flow.FlowJobStatus;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowState;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.api.flow.RunningHistory;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the status of flows. */
final class FlowStatuses {
  /** The lists of a status that jobs are named in. */
  private enum Column {
    PENDING,
    RUNNING,
    FAILED,
    COMPLETED,
    TERMINATED,
    UNKNOWN
  }

  private FlowStatuses() {}

  /**
   * The status that follows.
   *
   * @param before null if there was none
   * @param cause why the flow stands where it does, null for nothing in particular
   */
  static JobFlowStatus of(
      @Nullable JobFlowStatus before,
      List<Standing> standings,
      JobFlowPhase phase,
      @Nullable Notice cause) {
    Map<Column, List<String>> columns = new EnumMap<>(Column.class);
    List<FlowJobStatus> jobs = new ArrayList<>();
    Map<String, FlowCondition> conditions = new TreeMap<>();
    for (Standing standing : standings) {
      FlowJobStatus job = job(standing);
      if (job != null) {
        jobs.add(job);
        columns.computeIfAbsent(column(standing), column -> new ArrayList<>()).add(standing.name());
        FlowCondition condition = condition(before, standing);
        if (condition != null) {
          conditions.put(standing.name(), condition);
        }
      }
    }
    return new JobFlowStatus(
        columns.get(Column.PENDING),
        columns.get(Column.RUNNING),
        columns.get(Column.FAILED),
        columns.get(Column.COMPLETED),
        columns.get(Column.TERMINATED),
        columns.get(Column.UNKNOWN),
        jobs.isEmpty() ? null : jobs,
        conditions.isEmpty() ? null : conditions,
        new JobFlowState(
            phase, cause == null ? null : cause.reason(), cause == null ? null : cause.message()));
  }

  private static Column column(Standing standing) {
    JobPhase phase = standing.phase();
    if (phase == null) {
      return standing.there() && standing.job() != null ? Column.UNKNOWN : Column.PENDING;
    }
    return switch (phase) {
      case PENDING, ABORTING, ABORTED -> Column.PENDING;
      case RUNNING, RESTARTING, COMPLETING -> Column.RUNNING;
      case COMPLETED -> Column.COMPLETED;
      case FAILED -> Column.FAILED;
      case TERMINATING, TERMINATED -> Column.TERMINATED;
    };
  }

  /** Null if there is nothing to tell: no job was made. */
  private static @Nullable FlowJobStatus job(Standing standing) {
    MadeJob job = standing.job();
    JobPhase phase = standing.phase();
    FlowJobStatus recorded = standing.recorded();
    if (job == null) {
      if (phase != null) {
        return recorded;
      }
      return standing.attempt() == 0
          ? null
          : new FlowJobStatus(
              standing.name(), "Pending", null, null, null, null, standing.attempt());
    }
    return new FlowJobStatus(
        standing.name(),
        phase == null ? null : MadeJob.text(phase),
        job.created().toString(),
        job.finished() ? job.since().toString() : null,
        job.retries(),
        histories(job),
        standing.attempt());
  }

  private static @Nullable List<RunningHistory> histories(MadeJob job) {
    List<RunningHistory> histories = new ArrayList<>();
    for (int i = 0; i < job.phases().size(); i++) {
      MadeJob.Passed passed = job.phases().get(i);
      Instant end = i + 1 < job.phases().size() ? job.phases().get(i + 1).at() : null;
      histories.add(
          new RunningHistory(
              passed.at().toString(),
              end == null ? null : end.toString(),
              MadeJob.text(passed.phase())));
    }
    return histories.isEmpty() ? null : histories;
  }

  private static @Nullable FlowCondition condition(
      @Nullable JobFlowStatus before, Standing standing) {
    MadeJob job = standing.job();
    if (job == null) {
      return standing.phase() == null || before == null || before.conditions() == null
          ? null
          : before.conditions().get(standing.name());
    }
    return new FlowCondition(
        standing.phase() == null ? null : MadeJob.text(standing.phase()),
        job.created().toString(),
        job.runningDuration(),
        job.tasks().isEmpty() ? null : job.tasks());
  }
}
