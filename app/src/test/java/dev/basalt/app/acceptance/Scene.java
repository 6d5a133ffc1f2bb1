package dev.basalt.app.acceptance;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.agent.NodeAgent;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What one test sets up on a cluster. After the test all of it is gone, so that the next finds the
 * cluster as empty as this one did.
 */
final class Scene implements BeforeEachCallback, AfterEachCallback {
  /** Deadline that only catches absence. */
  static final Duration SOON = Duration.ofMinutes(1);

  private static final String LABEL = "test";
  private static final String AT_ONCE =
      "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}";

  private final ClusterExtension clusters;
  private final boolean leaveBehind;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final List<String> queues = new ArrayList<>();
  private boolean nodes;

  Scene(ClusterExtension clusters) {
    this(clusters, false);
  }

  private Scene(ClusterExtension clusters, boolean leaveBehind) {
    this.clusters = clusters;
    this.leaveBehind = leaveBehind;
  }

  /** A scene on a cluster that is thrown away: only what runs is stopped after the test. */
  static Scene leftBehind(ClusterExtension clusters) {
    return new Scene(clusters, true);
  }

  TestCluster cluster() {
    return clusters.cluster();
  }

  KubernetesClient client() {
    return clusters.client();
  }

  String namespace() {
    return clusters.namespace();
  }

  /** Adds nodes with room for 110 pods each. */
  List<String> nodes(int count, String cpu, String memory) {
    return nodes(count, NodeShape.of(cpu, memory, 110));
  }

  List<String> nodes(int count, NodeShape shape) {
    nodes = true;
    return cluster().addNodes(count, shape.withLabel(LABEL, namespace()));
  }

  /** Adds nodes that are strict kubelets until the test ends, and none of KWOK's. */
  NodeAgent agent(int count, NodeShape shape, AgentSettings settings) {
    nodes = true;
    NodeShape named = shape.withNamePrefix(namespace() + "-").withLabel(LABEL, namespace());
    return closing(NodeAgent.start(client(), 0, count, named, settings));
  }

  /** Makes a queue and returns its name, which no other test uses. */
  String queue(String name, QueueSpec spec) {
    String unique = namespace() + "-" + name;
    client().resource(Queue.of(unique, spec)).create();
    queues.add(unique);
    return unique;
  }

  PodGroup group(String name, PodGroupSpec spec) {
    return client().resource(PodGroup.of(namespace(), name, spec)).create();
  }

  /** The group as it is now. */
  PodGroup group(String name) {
    return client().resources(PodGroup.class).inNamespace(namespace()).withName(name).require();
  }

  void create(Workload pods) {
    pods.create(client(), namespace());
  }

  /** Starts to record what becomes of the namespace's pods. */
  PodJournal journal() {
    return closing(new PodJournal(client(), namespace()));
  }

  /** Starts a scheduler in this JVM, with the standard configuration. */
  RoleProcess<SchedulerRole> scheduler() {
    return scheduler(options());
  }

  RoleProcess<SchedulerRole> scheduler(SchedulerOptions options) {
    return scheduler(cluster().kubeconfig(), options);
  }

  /** Starts a scheduler that reaches the API server through a proxy only. */
  RoleProcess<SchedulerRole> scheduler(FaultProxy proxy) {
    return scheduler(kubeconfig(proxy), options());
  }

  RoleProcess<SchedulerRole> scheduler(Path kubeconfig, SchedulerOptions options) {
    return closing(
        SchedulerRole.process(
            ApiAccess.kubeconfig(kubeconfig), options, EndpointSettings.loopback()));
  }

  /** For a scheduler alone on its cluster. */
  static SchedulerOptions options() {
    return SchedulerOptions.standard().withoutLeaderElection();
  }

  FaultProxy proxy() {
    return closing(FaultProxy.start(cluster().clientConfig(), 1));
  }

  /** A kubeconfig file that leads through a proxy. */
  Path kubeconfig(FaultProxy proxy) {
    try {
      Path file = Files.createTempFile("through-proxy-", ".kubeconfig");
      closing((AutoCloseable) () -> Files.deleteIfExists(file));
      return Files.writeString(file, proxy.kubeconfigText());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot write a kubeconfig", e);
    }
  }

  /** Closes something after the test, the last first. */
  <T extends AutoCloseable> T closing(T thing) {
    running.push(thing);
    return thing;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    CustomResourceDefinitions.all().forEach(manifest -> CrdsCommand.apply(client(), manifest));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!running.isEmpty()) {
      running.pop().close();
    }
    if (leaveBehind) {
      return;
    }
    deleteAll("/api/v1/namespaces/" + namespace() + "/pods");
    if (nodes) {
      deleteAll("/api/v1/nodes?labelSelector=" + LABEL + "%3D" + namespace());
    }
    queues.forEach(name -> client().resources(Queue.class).withName(name).delete());
    // Pods that are left would hold room in the next test's cluster.
    Eventually.within(SOON)
        .becomes(
            "pods left",
            () ->
                client()
                    .pods()
                    .inNamespace(namespace())
                    .list(new ListOptionsBuilder().withLimit(1L).build())
                    .getItems()
                    .size(),
            left -> left == 0);
  }

  private void deleteAll(String path) {
    client().raw(path, "DELETE", AT_ONCE);
  }
}
