package dev.basalt.api.names;

/** Names of our own: the scheduler, and the keys below {@code basalt.dev/}. */
public final class BasaltNames {
  /** {@code schedulerName} of the pods that Basalt schedules. */
  public static final String SCHEDULER = "basalt";

  /** API group of our own kinds, and prefix of our own keys. */
  public static final String GROUP = "basalt.dev";

  /**
   * Annotation of a pod on a fake node: how long it runs, such as {@code 90s}. Absent: until it is
   * deleted.
   */
  public static final String SIM_DURATION = GROUP + "/sim-duration";

  /** Annotation of a pod on a fake node: exit code of its container, 0 to 255, default 0. */
  public static final String SIM_EXIT_CODE = GROUP + "/sim-exit-code";

  /**
   * Annotation of a pod on a fake node: the most memory it uses, as a quantity; above the pod's
   * limit it ends OOMKilled.
   */
  public static final String SIM_PEAK_MEMORY = GROUP + "/sim-peak-memory";

  /**
   * Label of a node: the zone it belongs to. Annotation of a PodGroup, pod or Queue: the zone that
   * it stays in.
   */
  public static final String ZONE = GROUP + "/zone";

  /** Annotation of a Namespace: the most that its pods may hold in sum, by resource. */
  public static final String QUOTA = GROUP + "/quota";

  /** Annotation of a Namespace: its weight among the users of a queue, a number above 0. */
  public static final String FAIR_SHARE_WEIGHT = GROUP + "/fair-share-weight";

  /** Annotation of a job or pod: the user it belongs to; only admission writes it. */
  public static final String USER = GROUP + "/user";

  /** Annotation of a pod or PodGroup: how long its pods run, such as {@code 90s}. */
  public static final String RUNNING_ESTIMATE = GROUP + "/running-estimate";

  /** Annotation of a node or PodGroup: the scheduler that owns it, where there are several. */
  public static final String OWNER = GROUP + "/owner";

  /** Annotation of a Queue: how many of its jobs may run at a time, a whole number. */
  public static final String MAX_RUNNING_JOBS = GROUP + "/max-running-jobs";

  /** Annotation of a Queue: how many of its pods may wait for nodes at a time, a whole number. */
  public static final String MAX_PENDING_PODS = GROUP + "/max-pending-pods";

  /**
   * Annotation of a Queue: the namespaces whose jobs it takes, names or prefixes followed by {@code
   * *}, separated by commas.
   */
  public static final String NAMESPACES = GROUP + "/namespaces";

  /** Annotation of a job's PodGroup: the generation of the job that it was made from. */
  public static final String JOB_GENERATION = GROUP + "/job-generation";

  /**
   * Annotation of a pod or of its owner: {@code step} for a PodGroup of each step of a workflow
   * instead of one for all its pods.
   */
  public static final String GROUP_BY = GROUP + "/group-by";

  /** Label of a Job: the CronJob that made it, in the same namespace. */
  public static final String CRON_JOB = GROUP + "/cronjob";

  /** Annotation of a JobFlow: how often each of its jobs is made anew once it has failed. */
  public static final String FLOW_RETRIES = GROUP + "/retries";

  /** Annotation of a Job: which run it is of its place in a JobFlow, from 0. */
  public static final String FLOW_ATTEMPT = GROUP + "/attempt";

  /**
   * Annotation of a Job: its pods grow that are killed for want of memory. The value holds the
   * flags of plugin {@code oom}, separated by blanks; {@code false} for no.
   */
  public static final String OOM_SCALE_UP = GROUP + "/oom-scale-up";

  /** Annotation of a Job: how its pods have grown; written by the controllers. */
  public static final String OOM_RECORD = GROUP + "/oom-record";

  /** Annotation of a job's pod: how it was made larger than its template says. */
  public static final String OOM_GROWTH = GROUP + "/oom-growth";

  /**
   * Annotation of a Job: a word that all jobs have in common of which one may begin with the memory
   * that another one was found to need.
   */
  public static final String OOM_TEMPLATE = GROUP + "/oom-template";

  /** Annotation of a Namespace: the user ID that pods of our schedulers run as there. */
  public static final String RUN_AS_USER = GROUP + "/run-as-user";

  /** Annotation of a job's PodGroup: when the job was last changed, milliseconds since 1970. */
  public static final String JOB_UPDATED = GROUP + "/job-updated";

  /**
   * Annotation of a Queue: the rule by which its capability follows what the nodes of its zones
   * have, such as {@code weight} or {@code 40%}; {@code manual} for none.
   */
  public static final String CAPABILITY = GROUP + "/capability";

  /** Annotation of a Queue: the zones that its capability comes from, separated by commas. */
  public static final String CAPABILITY_ZONES = GROUP + "/capability-zones";

  /** Annotation of a Queue: what its capability never falls below, {@code cpu=8,memory=32Gi}. */
  public static final String CAPABILITY_MIN = GROUP + "/capability-min";

  /** Annotation of a Queue: what its capability never exceeds, {@code cpu=64,memory=256Gi}. */
  public static final String CAPABILITY_MAX = GROUP + "/capability-max";

  /** Annotation of a Queue: a smaller change of its capability is not written, {@code 5%}. */
  public static final String CAPABILITY_HYSTERESIS = GROUP + "/capability-hysteresis";

  /** Field manager of the capabilities that follow what nodes have. */
  public static final String CAPABILITY_KEEPER = "basalt-watchdog";

  private BasaltNames() {}
}
