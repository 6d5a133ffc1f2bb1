package dev.basalt.app.demo;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A real API server, with a scheduler in this process that serves the demo's pods only: either a
 * cluster that was started for this run and has fake nodes, or one's own.
 */
final class ApiWorld implements DemoWorld {
  /** What queue names begin with where other queues may be. */
  static final String OWN_QUEUE_PREFIX = "basalt-demo-";

  /** What each fake node can hold. */
  private static final NodeShape NODE = NodeShape.of("8", "32Gi", 110);

  private static final Duration UNTIL_LEADING = Duration.ofSeconds(60);

  private final String kind;
  private final ApiAccess access;
  private final @Nullable TestCluster started;
  private final int fakeNodes;
  private final ClusterLedger ledger;
  private final ApiClient client;
  private final ApiObjects objects;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable ApiSights sights;
  private @Nullable RoleProcess<SchedulerRole> scheduler;
  private @Nullable RoleProcess<ControllersRole> controllers;
  private @Nullable JobWatch watch;
  private @Nullable JobSubmission submission;

  private ApiWorld(
      String kind,
      ApiAccess access,
      @Nullable TestCluster started,
      int fakeNodes,
      ClusterLedger ledger,
      ApiObjects.Manners manners) {
    this.kind = kind;
    this.access = access;
    this.started = started;
    this.fakeNodes = fakeNodes;
    this.ledger = ledger;
    client = ApiClient.open(access, "basalt-demo");
    objects = new ApiObjects(client.kubernetes(), manners);
  }

  /** A cluster that was started for this run; it ends with it. */
  static ApiWorld started(String kind, TestCluster cluster, int nodes, ClusterLedger ledger) {
    ApiAccess access = ApiAccess.kubeconfig(cluster.kubeconfig());
    return new ApiWorld(kind, access, cluster, nodes, ledger, new ApiObjects.Manners("", false));
  }

  /**
   * Somebody's own cluster.
   *
   * @param keep whether to leave everything there at the end
   */
  static ApiWorld own(ApiAccess access, boolean keep, ClusterLedger ledger) {
    return new ApiWorld(
        "kubeconfig", access, null, 0, ledger, new ApiObjects.Manners(OWN_QUEUE_PREFIX, keep));
  }

  @Override
  public String where() {
    return (started == null ? "cluster " : kind + " cluster ") + access.server();
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public void open() throws InterruptedException {
    if (started != null) {
      CustomResourceDefinitions.all()
          .forEach(manifest -> CrdsCommand.apply(client.kubernetes(), manifest));
      started.addNodes(fakeNodes, NODE);
    }
    objects.create();
    sights = new ApiSights(client.kubernetes(), ApiObjects.NAMESPACE, ledger);
    RoleProcess<SchedulerRole> process =
        SchedulerRole.process(
            access,
            SchedulerOptions.standard()
                .withSchedulerNames(Set.of(ApiObjects.SCHEDULER))
                .withoutLeaderElection(),
            EndpointSettings.loopback());
    scheduler = process;
    if (started != null) {
      objects.make(DemoJobs.priority(ApiObjects.LABELS));
      controllers =
          ControllersRole.process(access, ControllersOptions.alone(), EndpointSettings.loopback());
      watch = new JobWatch(client.kubernetes(), plan());
    }
    awaitLeading(process.role());
  }

  private List<DemoJob> plan() {
    return new DemoJobs(client.kubernetes().getKubernetesSerialization(), DemoQueue.PRODUCTION)
        .all();
  }

  @Override
  public void begin(Duration duration) {
    if (watch != null) {
      submission = new JobSubmission(objects, watch, plan(), duration);
    }
  }

  @Override
  public List<JobSight> jobs() {
    return watch == null ? List.of() : watch.jobs();
  }

  /** Half of what a simulated cluster gets: each pod costs an API server a dozen requests. */
  @Override
  public int smallestPodsPerNode() {
    return 8;
  }

  @Override
  public void submit(Batch batch) {
    objects.submit(batch);
  }

  @Override
  public List<WaitingJob> waiting() {
    return scheduler == null ? List.of() : scheduler.role().summary().waiting();
  }

  /** Harmless when called twice. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (submission != null) {
      submission.close();
    }
    if (controllers != null) {
      controllers.close();
    }
    if (scheduler != null) {
      scheduler.close();
    }
    if (watch != null) {
      watch.close();
    }
    if (sights != null) {
      sights.close();
    }
    if (started == null) {
      objects.remove();
    }
    objects.close();
    client.close();
    if (started != null) {
      started.close();
    }
  }

  private void awaitLeading(SchedulerRole role) throws InterruptedException {
    long deadline = System.nanoTime() + UNTIL_LEADING.toNanos();
    while (true) {
      EngineSummary summary = role.summary();
      boolean nodesKnown = summary.nodes() > 0 && summary.nodes() >= fakeNodes;
      boolean capacityKnown = ledger.snapshot().capacity().get("cpu") > 0;
      if (summary.leading() && summary.synced() && nodesKnown && capacityKnown) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            "no room was found within %s: %d nodes are known, of which none can take pods"
                .formatted(Words.seconds(UNTIL_LEADING), summary.nodes()));
      }
      Thread.sleep(50);
    }
  }
}
