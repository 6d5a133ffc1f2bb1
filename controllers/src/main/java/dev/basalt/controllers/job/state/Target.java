package dev.basalt.controllers.job.state;

/**
 * What of a job something happened to.
 *
 * @param task a task's name, empty for the job as a whole
 * @param partition of the task, -1 for none
 * @param pod a pod's name, empty for none
 */
public record Target(String task, int partition, String pod) {
  /** The job as a whole. */
  public static final Target JOB = new Target("", -1, "");

  static Target task(String task) {
    return new Target(task, -1, "");
  }

  static Target pod(PodView pod) {
    return new Target(pod.task(), pod.partition(), pod.name());
  }
}
