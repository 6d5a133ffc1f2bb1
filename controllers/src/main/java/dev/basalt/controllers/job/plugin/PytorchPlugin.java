package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** Tells PyTorch's distributed launcher where the master is, and each pod its rank. */
final class PytorchPlugin implements JobPlugin {
  private static final Flag MASTER = new Flag("master", "master", "the task of the masters");
  private static final Flag WORKER = new Flag("worker", "worker", "the task of the workers");
  private static final Flag PORT = new Flag("port", "23456", "port of the master");
  private static final Flag WAITS =
      new Flag("wait-master-enabled", "false", "workers wait until the master answers");
  private static final Flag TIMEOUT = new Flag("wait-master-timeout", "300", "for so many seconds");
  private static final Flag IMAGE =
      new Flag("wait-master-image", "busybox:1.36.1", "image of the init container that waits");
  static final List<Flag> FLAGS = List.of(MASTER, WORKER, PORT, WAITS, TIMEOUT, IMAGE);

  private static final String WAITER = "wait-for-master";

  private final String master;
  private final String worker;
  private final int port;
  private final boolean waits;
  private final int seconds;
  private final String image;

  PytorchPlugin(Flags flags) {
    master = flags.text(MASTER);
    worker = flags.text(WORKER);
    port = flags.number(PORT);
    waits = flags.isOn(WAITS);
    seconds = flags.number(TIMEOUT);
    image = flags.text(IMAGE);
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    TaskSpec first = job.task(master);
    if (first == null) {
      return;
    }
    TaskSpec workers = job.task(worker);
    int masters = JobContext.replicas(first);
    int world = masters + (workers == null ? 0 : JobContext.replicas(workers));
    String address = Hosts.first(job, first);
    boolean isWorker = worker.equals(task.name());
    for (Container container : pod.getSpec().getContainers()) {
      Containers.port(container, "pytorchjob-port", port);
      Containers.variable(container, "MASTER_ADDR", address);
      Containers.variable(container, "MASTER_PORT", Integer.toString(port));
      Containers.variable(container, "WORLD_SIZE", Integer.toString(world));
      if (isWorker) {
        Containers.variable(container, "RANK", Integer.toString(masters + index));
      } else if (master.equals(task.name())) {
        Containers.variable(container, "RANK", Integer.toString(index));
      }
    }
    if (isWorker && waits) {
      await(pod, address);
    }
  }

  /** The last of the init containers: what others do can be done meanwhile. */
  private void await(Pod pod, String address) {
    List<Container> inits = new ArrayList<>(pod.getSpec().getInitContainers());
    if (inits.stream().noneMatch(one -> one.getName().equals(WAITER))) {
      inits.add(
          new ContainerBuilder()
              .withName(WAITER)
              .withImage(image)
              .withCommand("sh", "-c", script(address))
              .build());
      pod.getSpec().setInitContainers(inits);
    }
  }

  /** Images have nc, or a shell that can open sockets. */
  private String script(String address) {
    return """
    host=%1$s port=%2$d end=$(($(date +%%s) + %3$d))
    answers() {
      if command -v nc > /dev/null; then nc -z -w 2 "$host" "$port"
      else (exec 3<> "/dev/tcp/$host/$port"); fi
    }
    until answers 2> /dev/null; do
      if [ "$(date +%%s)" -ge "$end" ]; then
        echo "master $host:$port did not answer within %3$d s" >&2
        exit 1
      fi
      sleep 2
    done
    """
        .formatted(address, port, seconds);
  }
}
