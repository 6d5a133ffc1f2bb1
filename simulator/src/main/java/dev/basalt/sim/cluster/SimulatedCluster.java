package dev.basalt.sim.cluster;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.time.Timeline;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A whole cluster inside the JVM: an API server, the controllers a cluster brings, and nodes with
 * strict kubelets. Schedulers connect with {@link #newClient}; everything else is what users and
 * operators do.
 *
 * <p>Changes asked for here are made on the timeline, in the order in which they were asked for, or
 * once the API server is back where it is away.
 */
public final class SimulatedCluster {
  private final Timeline timeline;
  private final ClusterSettings settings;
  private final SimulatedApiServer server;
  private final PublishedStatus status;
  private final QuotaAdmission quotas;
  private final PodCreation creation;
  private final BudgetController budgets;
  private final Kubelets kubelets;
  private final SimulatedStorage storage;
  private int clients;
  private int uids;

  public SimulatedCluster(Timeline timeline, ClusterSettings settings) {
    this.timeline = timeline;
    this.settings = settings;
    server = new SimulatedApiServer(timeline);
    status = new PublishedStatus(server);
    storage = new SimulatedStorage(server, timeline);
    kubelets = new Kubelets(server, timeline, settings);
    server.observe(kubelets);
    quotas = new QuotaAdmission(server, timeline);
    creation = new PodCreation(server, quotas, timeline);
    budgets = new BudgetController(server, timeline);
    server.observe(quotas);
    server.observe(creation);
    server.observe(budgets);
    server.observe(new Controllers(server, creation, timeline, settings));
  }

  public Timeline timeline() {
    return timeline;
  }

  /** A connection for one scheduler process. */
  public SimulatedClient newClient() {
    return new SimulatedClient(server, budgets, status, storage, timeline, settings, clients++);
  }

  /** Tells an observer everything that happens from here on. */
  public void observe(ClusterObserver observer) {
    server.observe(observer);
  }

  /** Answers a question about what the API server holds, and what schedulers have said. */
  public <T> T ask(Function<SimulatedApiServer, T> question) {
    return timeline.ask(() -> question.apply(server));
  }

  /** Answers a question about what schedulers have said about objects. */
  public <T> T askStatus(Function<PublishedStatus, T> question) {
    return timeline.ask(() -> question.apply(status));
  }

  // ---- storage

  /** Claims and volumes, to be looked at on the timeline. */
  public SimulatedStorage storage() {
    return storage;
  }

  /** Changes something about claims, volumes or classes. */
  public void storage(Consumer<SimulatedStorage> change) {
    change(() -> change.accept(storage));
  }

  // ---- nodes

  /** Adds nodes {@code node-0000} and so on, with these quantities and 110 pods each. */
  public void addNodes(int count, String cpu, String memory) {
    for (int i = 0; i < count; i++) {
      addNode(String.format("node-%04d", i), cpu, memory);
    }
  }

  /** Adds a node that takes 110 pods. */
  public void addNode(String name, String cpu, String memory) {
    addNode(name, Map.of("cpu", cpu, "memory", memory, "pods", "110"), Map.of(), List.of());
  }

  /** Adds a node; one of a name that was there before is another node. */
  public void addNode(
      String name,
      Map<String, String> allocatable,
      Map<String, String> labels,
      List<Taint> taints) {
    ResourceList amounts = ResourceList.parse(allocatable);
    change(() ->
        server.putNode(
            NodeSpec.builder(name, newUid("node"))
                .allocatable(amounts)
                .labels(labels)
                .taints(taints)
                .build()));
  }

  /** Changes what a node can hold. */
  public void resizeNode(String name, Map<String, String> allocatable) {
    ResourceList amounts = ResourceList.parse(allocatable);
    change(() -> {
      NodeSpec node = server.node(name);
      if (node != null) {
        server.putNode(node.toBuilder().allocatable(amounts).build());
      }
    });
  }

  /** Moves a node to another zone, by its label. */
  public void relabelNode(String name, String zone) {
    change(() -> {
      NodeSpec node = server.node(name);
      if (node != null) {
        Map<String, String> labels = new TreeMap<>(node.labels());
        labels.put(NodeSpec.ZONE, zone);
        server.putNode(node.toBuilder().labels(labels).build());
      }
    });
  }

  /** Creates a node, or changes the one of that name; the UID given is not read. */
  public void putNode(NodeSpec wanted) {
    change(() -> {
      NodeSpec node = server.node(wanted.name());
      server.putNode(
          wanted.toBuilder()
              .uid(node == null ? newUid("node") : node.uid())
              .owner(node == null ? wanted.owner() : node.owner())
              .build());
    });
  }

  /** A node goes down with all that runs on it and comes back after a while; its object stays. */
  public void rebootNode(String name, Duration length) {
    timeline.after(0, () -> kubelets.reboot(name, length.toNanos()));
  }

  /** Deletes a node; its pods are collected later. */
  public void removeNode(String name) {
    change(() -> server.removeNode(name));
  }

  // ---- queues and priority classes

  /** Creates or changes an open queue without limits. */
  public void putQueue(String name, int weight) {
    putQueue(name, weight, Map.of());
  }

  /** Creates or changes an open queue that may hold at most so much. */
  public void putQueue(String name, int weight, Map<String, String> capability) {
    ResourceList limits = ResourceList.parse(capability);
    long created = timeline.epochMillis();
    putQueue(
        QueueSpec.builder(name, "queue-" + name)
            .weight(weight)
            .capability(limits)
            .createdMillis(created)
            .build());
  }

  public void putQueue(QueueSpec queue) {
    change(() -> server.putQueue(queue));
  }

  public void removeQueue(String name) {
    change(() -> server.removeQueue(name));
  }

  public void putPriorityClass(String name, int value) {
    change(() -> server.putPriorityClass(name, value, false));
  }

  // ---- namespaces

  /** Creates or changes a namespace whose annotations say nothing; pods need none to exist. */
  public void putNamespace(String name) {
    putNamespace(NamespaceSpec.plain(name, "namespace-" + name));
  }

  /** Creates or changes a namespace. */
  public void putNamespace(NamespaceSpec namespace) {
    change(() -> server.putNamespace(namespace));
  }

  /** Deletes a namespace's object; what is in it stays. */
  public void removeNamespace(String name) {
    change(() -> server.removeNamespace(name));
  }

  /** Creates or changes a native quota; what is used of it is counted here. */
  public void putResourceQuota(ResourceQuotaSpec quota) {
    change(() -> quotas.put(quota));
  }

  /** Deletes a native quota. */
  public void removeResourceQuota(String namespace, String name) {
    change(() -> quotas.remove(namespace + "/" + name));
  }

  /** Creates or changes a disruption budget under which so many pods must stay healthy. */
  public void putDisruptionBudget(
      String namespace, String name, LabelSelector selector, int minAvailable) {
    change(() -> budgets.put(namespace, name, selector, minAvailable));
  }

  /** Pods that a native quota kept from being created, counted each time. */
  public int creationsRefused() {
    return timeline.ask(creation::refusals);
  }

  /** Evictions that a disruption budget refused. */
  public int evictionsRefused() {
    return timeline.ask(budgets::refusals);
  }

  /** Creates or changes what is said of a zone. */
  public void putZone(NodeZoneSpec zone) {
    change(() -> server.putZone(zone));
  }

  // ---- workloads

  /** Creates a PodGroup and its pods. */
  public void submit(Gang gang) {
    createGroup(gang);
    createPods(gang);
  }

  /** Creates a PodGroup and its pods after a while. */
  public void submitAfter(Duration delay, Gang gang) {
    timeline.after(delay.toNanos(), () -> submit(gang));
  }

  /** Creates a PodGroup without its pods. */
  public void createGroup(Gang gang) {
    change(() -> server.putGroup(groupSpec(gang, newUid("group"), timeline.epochMillis())));
  }

  /** What a feed tells of a gang's PodGroup when it is new. */
  public static PodGroupSpec groupSpec(Gang gang, String uid, long createdMillis) {
    return PodGroupSpec.builder(uid, gang.namespace(), gang.name())
        .queue(gang.queue())
        .minMember(gang.minMember())
        .minTaskMember(gang.minTaskMember())
        .subGroupPolicies(gang.subGroups())
        .priorityClassName(gang.priorityClassName())
        .minResources(gang.minResources())
        .createdMillis(createdMillis)
        .user(gang.user())
        .problem(gang.problem())
        .minLimits(gang.minLimits())
        .zone(gang.zone())
        .estimateMillis(gang.estimate().toMillis())
        .slaWaitingMillis(gang.slaWaiting().toMillis())
        .build();
  }

  /** Creates the pods {@code NAME-0} and so on of a PodGroup. */
  public void createPods(Gang gang) {
    change(() -> creation.createAll(gang));
  }

  /** Creates a PodGroup whose controller makes the pods once it was let in. */
  public void submitGuarded(Gang gang) {
    change(() -> creation.guard(gang));
    createGroup(gang);
  }

  /** Creates a pod without a PodGroup. */
  public void createBarePod(String name, PodTemplate template) {
    createPod(new PodRequest(Gang.NAMESPACE, name, null, template, null));
  }

  /** Creates a pod. */
  public void createPod(PodRequest request) {
    change(() -> creation.create(request));
  }

  /** Deletes a pod of namespace {@code default}, with its grace period. */
  public void deletePod(String name) {
    deletePod(Gang.NAMESPACE, name);
  }

  /** Deletes a pod, with its grace period. */
  public void deletePod(String namespace, String name) {
    change(() -> {
      SimulatedPod pod = server.podNamed(namespace, name);
      if (pod != null) {
        server.deletePod(pod.uid());
      }
    });
  }

  /** Asks for other amounts in place; its node gives them if they fit. */
  public void resizePod(String namespace, String name, ResourceList requests) {
    change(() -> {
      SimulatedPod pod = server.podNamed(namespace, name);
      if (pod != null) {
        server.resizePod(pod, requests);
      }
    });
  }

  /** Takes the scheduling gates of a pod away. */
  public void ungatePod(String namespace, String name) {
    change(() -> {
      SimulatedPod pod = server.podNamed(namespace, name);
      if (pod != null) {
        pod.gated = false;
        server.podChanged(pod);
      }
    });
  }

  /** Deletes a PodGroup of namespace {@code default} with its pods. */
  public void deleteGang(String name) {
    deleteGang(Gang.NAMESPACE, name);
  }

  /** Deletes a PodGroup with its pods. */
  public void deleteGang(String namespace, String name) {
    change(() -> {
      String key = namespace + "/" + name;
      server.removeGroup(key);
      for (SimulatedPod pod : List.copyOf(server.podsOfGroup(key))) {
        server.deletePod(pod.uid());
      }
    });
  }

  /** Binds a pod of namespace {@code default} past every scheduler and rule. */
  public void assignBlindly(String podName, String nodeName) {
    assignBlindly(Gang.NAMESPACE, podName, nodeName);
  }

  /** Binds a pod past every scheduler and rule. */
  public void assignBlindly(String namespace, String podName, String nodeName) {
    change(() -> {
      SimulatedPod pod = server.podNamed(namespace, podName);
      if (pod != null) {
        server.assign(pod, nodeName);
      }
    });
  }

  // ---- faults

  /** The API server goes away for a while: no request, no watch, no kubelet gets through. */
  public void outage(Duration length) {
    timeline.after(
        0,
        () -> {
          if (server.isUp()) {
            server.stop();
            timeline.after(length.toNanos(), server::start);
          }
        });
  }

  private void change(Runnable change) {
    timeline.after(0, () -> server.whenUp(change));
  }

  private String newUid(String kind) {
    return String.format("%s-%06d", kind, ++uids);
  }
}
