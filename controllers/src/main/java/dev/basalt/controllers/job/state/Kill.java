package dev.basalt.controllers.job.state;

/** Which pods of a job are to go. */
public sealed interface Kill {
  /** None. */
  Kill NONE = new Nobody();

  /** Whether a pod is among them. */
  boolean hits(PodView pod);

  /** None. */
  record Nobody() implements Kill {
    @Override
    public boolean hits(PodView pod) {
      return false;
    }
  }

  /**
   * All pods.
   *
   * @param keepEnded except those that have ended
   */
  record Everybody(boolean keepEnded) implements Kill {
    @Override
    public boolean hits(PodView pod) {
      return !keepEnded || !pod.phase().ended();
    }
  }

  /**
   * The pods that others take the places of: of an older version, or marked so.
   *
   * @param version the job's
   */
  record Replaced(int version) implements Kill {
    @Override
    public boolean hits(PodView pod) {
      return pod.version() < version || pod.outOfSync();
    }
  }

  /** The pods of a task. */
  record TaskPods(String task) implements Kill {
    @Override
    public boolean hits(PodView pod) {
      return pod.task().equals(task);
    }
  }

  /** The pods of a task's partition. */
  record PartitionPods(String task, int partition) implements Kill {
    @Override
    public boolean hits(PodView pod) {
      return pod.task().equals(task) && pod.partition() == partition;
    }
  }

  /** One pod. */
  record OnePod(String name) implements Kill {
    @Override
    public boolean hits(PodView pod) {
      return pod.name().equals(name);
    }
  }
}
