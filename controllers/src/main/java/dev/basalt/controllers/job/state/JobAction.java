package dev.basalt.controllers.job.state;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with a job, by the names that policies and commands use. */
public enum JobAction {
  /** Ends the pods; the job may be resumed. */
  ABORT_JOB("AbortJob", true),
  /** Ends the pods and begins anew. */
  RESTART_JOB("RestartJob", true),
  /** Replaces the pods of a task. */
  RESTART_TASK("RestartTask", true),
  /** Replaces a pod. */
  RESTART_POD("RestartPod", true),
  /** Replaces the pods of a partition of a task. */
  RESTART_PARTITION("RestartPartition", true),
  /** Ends the pods for good. */
  TERMINATE_JOB("TerminateJob", true),
  /** Ends the pods that still run: enough was done. */
  COMPLETE_JOB("CompleteJob", true),
  /** Begins anew with a job that was aborted. */
  RESUME_JOB("ResumeJob", true),
  /** Brings pods in line with the spec, no more. */
  SYNC_JOB("SyncJob", false),
  /** The same as SyncJob. */
  ENQUEUE_JOB("EnqueueJob", false);

  private final String text;
  private final boolean legal;

  JobAction(String text, boolean legal) {
    this.text = text;
    this.legal = legal;
  }

  /** The name in policies and commands. */
  public String text() {
    return text;
  }

  /** Whether a policy may name it. */
  public boolean legal() {
    return legal;
  }

  /** Whether it replaces a part of the pods, which what happened must name. */
  public boolean partial() {
    return this == RESTART_TASK || this == RESTART_POD || this == RESTART_PARTITION;
  }

  /** The action of a name, null if there is none. */
  public static @Nullable JobAction of(@Nullable String text) {
    for (JobAction action : values()) {
      if (action.text.equals(text)) {
        return action;
      }
    }
    return null;
  }

  /** The names that a policy may use. */
  public static List<String> legalNames() {
    return Arrays.stream(values()).filter(JobAction::legal).map(JobAction::text).toList();
  }
}
