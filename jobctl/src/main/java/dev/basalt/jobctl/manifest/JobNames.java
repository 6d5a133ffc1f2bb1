package dev.basalt.jobctl.manifest;

/** Keys that jobctl writes on jobs. */
public final class JobNames {
  /** Label of a job: who made it. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Label of a job: the first 16 digits of the hash of its content. */
  public static final String SUBMISSION = "basalt.dev/submission";

  /** Annotation of a job: what tells it apart from others of the same content. */
  public static final String KEY = "basalt.dev/submission-key";

  /** Annotation of a job: the request it was made from, as JSON. */
  public static final String REQUEST = "basalt.dev/request";

  /** Annotation of a job: the Python function that it calls. */
  public static final String FUNCTION = "basalt.dev/function";

  /** Label of a job that runs failed shards anew: the job that ran them first. */
  public static final String PARENT = "basalt.dev/parent";

  /** Label of a job that runs failed shards anew: 1 for the first retry, and so on. */
  public static final String ATTEMPT = "basalt.dev/attempt";

  /** Value of {@link #MANAGED_BY}. */
  public static final String JOBCTL = "jobctl";

  private JobNames() {}
}
