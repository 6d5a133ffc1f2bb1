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
  private static final String GCS = "gcs";
  private static final String DASHBOARD = "dashboard";
  private static final String CLIENT = "client-server";
  private static final int STANDARD_PORT = 6379;
  private static final int STANDARD_DASHBOARD_PORT = 8265;
  private static final int STANDARD_CLIENT_PORT = 10001;

  private final String head;
  private final String headContainer;
  private final String worker;
  private final String workerContainer;
  private final int port;
  private final int dashboardPort;
  private final int clientPort;

  RayPlugin(Flags flags) {
    head = flags.text("head", "head");
    headContainer = flags.text("headContainer", "head");
    worker = flags.text("worker", "worker");
    workerContainer = flags.text("workerContainer", "worker");
    port = flags.number("port", STANDARD_PORT);
    dashboardPort = flags.number("dashboardPort", STANDARD_DASHBOARD_PORT);
    clientPort = flags.number("clientPort", STANDARD_CLIENT_PORT);
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
