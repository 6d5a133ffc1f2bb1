package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts a Ray cluster: a head, which a Service leads to, and workers that join it. */
final class RayPlugin implements JobPlugin {
  private static final Flag HEAD = new Flag("head", "head", "the task of the head");
  private static final Flag HEAD_CONTAINER =
      new Flag("headContainer", "head", "its container that runs Ray");
  private static final Flag WORKER = new Flag("worker", "worker", "the task of the workers");
  private static final Flag WORKER_CONTAINER =
      new Flag("workerContainer", "worker", "their container that runs Ray");
  private static final Flag PORT = new Flag("port", "6379", "port of the head");
  private static final Flag DASHBOARD_PORT =
      new Flag("dashboardPort", "8265", "port of the dashboard");
  private static final Flag CLIENT_PORT = new Flag("clientPort", "10001", "port for clients");
  static final List<Flag> FLAGS = List.of(HEAD, HEAD_CONTAINER, WORKER, WORKER_CONTAINER, PORT, DASHBOARD_PORT, CLIENT_PORT);

  private static final String GCS = "gcs";
  private static final String DASHBOARD = "dashboard";
  private static final String CLIENT = "client-server";

  private final String head;
  private final String headContainer;
  private final String worker;
  private final String workerContainer;
  private final int port;
  private final int dashboardPort;
  private final int clientPort;

  RayPlugin(Flags flags) {
    head = flags.text(HEAD);
    headContainer = flags.text(HEAD_CONTAINER);
    worker = flags.text(WORKER);
    workerContainer = flags.text(WORKER_CONTAINER);
    port = flags.number(PORT);
    dashboardPort = flags.number(DASHBOARD_PORT);
    clientPort = flags.number(CLIENT_PORT);
  }

  @Override
  public @Nullable String problem(JobContext job) {
    return job.task(head) == null
        ? "no task is named \"" + head + "\"; name one, or say which it is with --head"
        : null;
  }

  @Override
  public Companions companions(JobContext job) {
    return new Companions(
        List.of(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(job.namespace())
                .withName(job.name() + "-head-svc")
                .endMetadata()
                .withNewSpec()
                .addToSelector(VolcanoNames.JOB_NAME, job.name())
                .addToSelector(VolcanoNames.JOB_NAMESPACE, job.namespace())
                .addToSelector(VolcanoNames.TASK_SPEC, head)
                .withPorts(
                    servicePort(GCS, port),
                    servicePort(DASHBOARD, dashboardPort),
                    servicePort(CLIENT, clientPort))
                .endSpec()
                .build()),
        List.of());
  }

  private static ServicePort servicePort(String name, int port) {
    return new ServicePortBuilder()
        .withName(name)
        .withProtocol("TCP")
        .withPort(port)
        .withNewTargetPort(port)
        .build();
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    TaskSpec heads = job.task(head);
    for (Container container : pod.getSpec().getContainers()) {
      if (head.equals(task.name()) && container.getName().equals(headContainer)) {
        Containers.port(container, GCS, port);
        Containers.port(container, DASHBOARD, dashboardPort);
        Containers.port(container, CLIENT, clientPort);
        container.setCommand(
            shell(
                "ray start --head --block --dashboard-host=0.0.0.0 --port="
                    + port
                    + " --dashboard-port="
                    + dashboardPort
                    + " --ray-client-server-port="
                    + clientPort));
      } else if (heads != null
          && worker.equals(task.name())
          && container.getName().equals(workerContainer)) {
        container.setCommand(
            shell("ray start --block --address=" + Hosts.first(job, heads) + ":" + port));
      }
    }
  }

  private static List<String> shell(String command) {
    return List.of("sh", "-c", command);
  }
}
