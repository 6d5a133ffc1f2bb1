package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** Tells PyTorch's distributed launcher where the master is, and each pod its rank. */
final class PytorchPlugin implements JobPlugin {
  private static final int STANDARD_PORT = 23456;

  private final String master;
  private final String worker;
  private final int port;

  PytorchPlugin(Flags flags) {
    master = flags.text("master", "master");
    worker = flags.text("worker", "worker");
    port = flags.number("port", STANDARD_PORT);
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    TaskSpec first = null;
    int world = 0;
    int masters = 0;
    for (TaskSpec each : job.tasks()) {
      boolean isMaster = master.equals(each.name());
      if (isMaster || worker.equals(each.name())) {
        world += JobContext.replicas(each);
      }
      if (isMaster) {
        first = each;
        masters = JobContext.replicas(each);
      }
    }
    boolean isMaster = master.equals(task.name());
    if (first == null || (!isMaster && !worker.equals(task.name()))) {
      return;
    }
    int rank = isMaster ? index : masters + index;
    List<String> hosts = Hosts.of(job, first);
    String address = hosts.isEmpty() ? "" : hosts.getFirst();
    String size = Integer.toString(world);
    for (Container container : pod.getSpec().getContainers()) {
      open(container);
      Containers.variable(container, "MASTER_ADDR", address);
      Containers.variable(container, "MASTER_PORT", Integer.toString(port));
      Containers.variable(container, "WORLD_SIZE", size);
      Containers.variable(container, "RANK", Integer.toString(rank));
    }
  }

  private void open(Container container) {
    List<ContainerPort> ports = new ArrayList<>(container.getPorts());
    if (ports.stream().noneMatch(one -> Integer.valueOf(port).equals(one.getContainerPort()))) {
      ports.add(
          new ContainerPortBuilder().withName("pytorchjob-port").withContainerPort(port).build());
      container.setPorts(ports);
    }
  }
}
