package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Tells the pod that starts an MPI program where the others are, and opens the port of ssh. */
final class MpiPlugin implements JobPlugin {
  private static final Flag MASTER = new Flag("master", "master", "the task of the masters");
  private static final Flag WORKER = new Flag("worker", "worker", "the task of the workers");
  private static final Flag PORT = new Flag("port", "22", "port of the workers");
  static final List<Flag> FLAGS = List.of(MASTER, WORKER, PORT);


  /** Linux passes no variable of 128 KiB or more to a program. */
  private static final long LONGEST = 127 * 1024;

  private final String master;
  private final String worker;
  private final int port;

  MpiPlugin(Flags flags) {
    master = flags.text(MASTER);
    worker = flags.text(WORKER);
    port = flags.number(PORT);
  }

  @Override
  public @Nullable String problem(JobContext job) {
    if (job.task(master) == null) {
      return "The specified mpi master task was not found: no task is named \""
          + master
          + "\"; name one, or say which it is with --master";
    }
    TaskSpec workers = job.task(worker);
    if (workers == null) {
      return "no task is named \"" + worker + "\"; name one, or say which it is with --worker";
    }
    return Hosts.bytes(job, workers) > LONGEST
        ? "MPI_HOST with the names of all workers would take more than 128 KiB, which is more than"
            + " a program can be given: use fewer replicas with more slots each"
        : null;
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    TaskSpec workers = job.task(worker);
    String hosts =
        workers != null && master.equals(task.name()) && problem(job) == null
            ? String.join(",", Hosts.of(job, workers))
            : null;
    Containers.all(pod)
        .forEach(container -> {
          Containers.port(container, "mpijob-port", port);
          if (hosts != null) {
            Containers.variable(container, "MPI_HOST", hosts);
          }
        });
  }
}
