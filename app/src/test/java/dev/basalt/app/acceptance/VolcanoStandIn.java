package dev.basalt.app.acceptance;

import dev.basalt.api.batch.Job;
import dev.basalt.api.scheduling.PodGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a running Volcano leaves in a cluster: its Leases, renewed each second as long as it works,
 * and jobs with groups and pods as it makes and labels them. It decides nothing.
 */
final class VolcanoStandIn implements AutoCloseable {
  static final String NAMESPACE = "volcano-system";
  private static final List<String> LEASES = List.of("volcano", "vc-controller-manager");
  static final String HOLDER = "volcano-7d9f_4f1c";

  private final KubernetesClient client;
  private final String namespace;
  private @Nullable ScheduledExecutorService renewals;

  VolcanoStandIn(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Takes its Leases, if nobody has them, and keeps them. */
  void work() {
    LEASES.forEach(this::take);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    var _ =
        timer.scheduleAtFixedRate(
            () -> LEASES.forEach(name -> write(name, HOLDER)), 1, 1, TimeUnit.SECONDS);
    renewals = timer;
  }

  /** Ends cleanly: both are free at once. */
  void end() {
    close();
    LEASES.forEach(name -> write(name, ""));
  }

  /** Who holds a Lease; empty for nobody. */
  String holder(String name) {
    Lease lease = client.leases().inNamespace(NAMESPACE).withName(name).get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  static List<String> leases() {
    return LEASES;
  }

  private void take(String name) {
    String holder = holder(name);
    if (!holder.isEmpty()) {
      throw new AssertionError("Lease " + name + " is held by " + holder);
    }
    write(name, HOLDER);
  }

  private void write(String name, String holder) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(15)
                .withRenewTime(now)
                .endSpec()
                .build())
        .fieldManager("vc-scheduler")
        .forceConflicts()
        .serverSideApply();
  }

  /** A job that runs: its group is Running, its two pods are on a node. */
  void runningJob(String name, String node) {
    HasMetadata job = job(name, 2);
    String group = group(job, 2);
    for (int i = 0; i < 2; i++) {
      Pod pod = pod(job, group, i);
      pod.getSpec().setNodeName(node);
      client.resource(pod).create();
    }
    status(PodGroup.class, group, "{\"phase\":\"Running\",\"running\":2}");
    status(
        Job.class,
        name,
        "{\"state\":{\"phase\":\"Running\"},\"minAvailable\":2,\"running\":2,\"version\":0,"
            + "\"controlledResources\":{},\"taskStatusCount\":{\"main\":{\"phase\":{\"Running\":2}}}}");
  }

  /** A job whose pods are made and wait for a node. */
  void waitingJob(String name) {
    HasMetadata job = job(name, 2);
    String group = group(job, 2);
    for (int i = 0; i < 2; i++) {
      client.resource(pod(job, group, i)).create();
    }
    status(PodGroup.class, group, "{\"phase\":\"Pending\"}");
    status(
        Job.class,
        name,
        "{\"state\":{\"phase\":\"Pending\"},\"minAvailable\":2,\"pending\":2,\"version\":0}");
  }

  /** A job that nobody has looked at yet. */
  HasMetadata job(String name, int replicas) {
    return create(
        """
        apiVersion: batch.volcano.sh/v1alpha1
        kind: Job
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          schedulerName: volcano
          queue: default
          minAvailable: %3$d
          maxRetry: 3
          tasks:
            - name: main
              replicas: %3$d
              minAvailable: %3$d
              template: {metadata: {}, spec: {restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [{name: main, image: none, resources: {requests: {cpu: 500m, memory: 64Mi}}}]}}
        """
            .formatted(name, namespace, replicas));
  }

  private String group(HasMetadata job, int members) {
    String name = job.getMetadata().getName() + "-" + job.getMetadata().getUid();
    HasMetadata group =
        parse(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: PodGroup
            metadata: {name: %1$s, namespace: %2$s}
            spec: {minMember: %3$d, queue: default, minTaskMember: {main: %3$d}, minResources: {cpu: "1", memory: 128Mi, count/pods: "%3$d"}}
            """
                .formatted(name, namespace, members));
    owned(group, job);
    client.resource(group).create();
    return name;
  }

  private Pod pod(HasMetadata job, String group, int index) {
    Pod pod =
        (Pod)
            parse(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %1$s-main-%2$d
                  namespace: %3$s
                  labels: {volcano.sh/job-name: %1$s, volcano.sh/job-namespace: %3$s, volcano.sh/queue-name: default, volcano.sh/task-spec: main, volcano.sh/task-index: "%2$d"}
                  annotations: {volcano.sh/job-name: %1$s, volcano.sh/job-version: "0", volcano.sh/job-retry-count: "0", volcano.sh/queue-name: default, volcano.sh/task-spec: main, volcano.sh/task-index: "%2$d", volcano.sh/template-uid: %1$s-main, scheduling.k8s.io/group-name: %4$s}
                spec: {schedulerName: volcano, restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [{name: main, image: none, resources: {requests: {cpu: 500m, memory: 64Mi}}}]}
                """
                    .formatted(job.getMetadata().getName(), index, namespace, group));
    owned(pod, job);
    return pod;
  }

  private <T extends HasMetadata> void status(Class<T> type, String name, String json) {
    var resource = client.resources(type).inNamespace(namespace).withName(name);
    String patch = "{\"status\":" + json + "}";
    if (type == PodGroup.class) {
      resource.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    } else {
      resource.subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }
  }

  private static void owned(HasMetadata object, HasMetadata job) {
    object
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("batch.volcano.sh/v1alpha1")
                    .withKind("Job")
                    .withName(job.getMetadata().getName())
                    .withUid(job.getMetadata().getUid())
                    .withController(true)
                    .withBlockOwnerDeletion(true)
                    .build()));
  }

  private HasMetadata create(String yaml) {
    return client.resource(parse(yaml)).create();
  }

  private HasMetadata parse(String yaml) {
    return Chart.parse(client, yaml).getFirst();
  }

  @Override
  public void close() {
    ScheduledExecutorService timer = renewals;
    if (timer != null) {
      timer.shutdownNow();
      timer.close();
    }
  }
}
