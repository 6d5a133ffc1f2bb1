package dev.basalt.core.config;

/** The switches of a plugin in the configuration, one for each kind of function it registers. */
public enum Hook {
  QUEUE_ORDER("enableQueueOrder"),
  JOB_ORDER("enableJobOrder"),
  TASK_ORDER("enableTaskOrder"),
  NODE_FILTER("enablePredicate"),
  NODE_SCORE("enableNodeOrder"),
  JOB_READY("enableJobReady"),
  JOB_PIPELINED("enableJobPipelined"),
  JOB_STARVING("enableJobStarving"),
  JOB_ENQUEUED("enableJobEnqueued"),
  QUEUE_OVERUSED("enabledOverused"),
  QUEUE_ALLOCATABLE("enabledAllocatable"),
  PREEMPTIVE("enablePreemptive"),
  PREEMPTABLE("enablePreemptable"),
  RECLAIMABLE("enableReclaimable");

  private final String key;

  Hook(String key) {
    this.key = key;
  }

  /** The switch's key in the file. */
  public String key() {
    return key;
  }
}
