package dev.basalt.controllers.job.state;

/** What may happen to a job, by the names that lifecycle policies use. */
public enum JobEvent {
  /** In a policy: any event that policies may name, but for a change of the spec. */
  ANY("*", true),
  /** A pod has ended in phase Failed. */
  POD_FAILED("PodFailed", true),
  /** A pod that had not ended was deleted by somebody else. */
  POD_EVICTED("PodEvicted", true),
  /** A pod waits; only a policy with a timeout answers. */
  POD_PENDING("PodPending", true),
  /** The PodGroup is in phase Unknown: some of the gang runs, the rest cannot be placed. */
  UNKNOWN("Unknown", true),
  /** All pods of a task have succeeded. */
  TASK_COMPLETED("TaskCompleted", true),
  /** The containers of a task's pods were restarted {@code maxRetry} times in sum. */
  TASK_FAILED("TaskFailed", true),
  /** The job's spec was changed. Only a policy that names it answers: to scale is no mishap. */
  JOB_UPDATED("JobUpdated", true),
  /** Something else happened; no policy is asked. */
  OUT_OF_SYNC("OutOfSync", false),
  /** Somebody asked for an action; no policy is asked. */
  COMMAND_ISSUED("CommandIssued", false),
  /** A pod runs; no policy is asked. */
  POD_RUNNING("PodRunning", false);

  private final String text;
  private final boolean legal;

  JobEvent(String text, boolean legal) {
    this.text = text;
    this.legal = legal;
  }

  /** The name in policies. */
  public String text() {
    return text;
  }

  /** Whether a policy may name it. */
  public boolean legal() {
    return legal;
  }

  /** Whether a policy for any event answers it. */
  public boolean any() {
    return legal && this != JOB_UPDATED;
  }
}
