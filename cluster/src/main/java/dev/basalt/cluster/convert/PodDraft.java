package dev.basalt.cluster.convert;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.estimate.Templates;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pod being read, field by field, in any order.
 *
 * <p>Every reader of pods, whatever the encoding, fills one of these and leaves all rules to it: so
 * two encodings of one object give equal specs. Reused from pod to pod; owned by one thread.
 *
 * <p>Absent strings are empty. Nothing here throws on bad input: what is wrong becomes the spec's
 * problem.
 */
public final class PodDraft {
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final Pools pools;
  private final PodMarks marks;
  private final RequestSum requests = new RequestSum();
  private final Map<String, String> nodeSelector = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private final List<Toleration> tolerations = new ArrayList<>();
  private final PortsDraft ports = new PortsDraft();
  private final TreeSet<String> unsupported = new TreeSet<>();
  private final List<String> claimNames = new ArrayList<>();
  private final List<String> ephemeralVolumes = new ArrayList<>();
  private final PeersDraft peers;
  private final StatusDraft status;

  private String uid = "";
  private String namespace = "";
  private String name = "";
  private String schedulerName = "";
  private String nodeName = "";
  private boolean deleting;
  private long deletionGraceSeconds;
  private long graceSeconds;
  private long createdMillis;
  private int priority;
  private boolean preempts;
  private boolean gated;
  private NodeAffinity affinity = NodeAffinity.NONE;
  private @Nullable String problem;
  private String owner = "";
  private String controllerUid = "";
  private long deadlineSeconds;

  /** A draft whose specs share what they have in common through these pools. */
  public PodDraft(Pools pools) {
    this.pools = pools;
    this.marks = new PodMarks(pools.user());
    this.peers = new PeersDraft(pools);
    this.status = new StatusDraft(pools);
    clear();
  }

  /** Forgets everything, for the next pod. */
  public void clear() {
    marks.clear();
    requests.clear();
    nodeSelector.clear();
    labels.clear();
    tolerations.clear();
    ports.clear();
    unsupported.clear();
    claimNames.clear();
    ephemeralVolumes.clear();
    peers.clear();
    status.clear();
    uid = "";
    namespace = "";
    name = "";
    schedulerName = "";
    nodeName = "";
    deleting = false;
    deletionGraceSeconds = -1;
    graceSeconds = DEFAULT_GRACE_SECONDS;
    createdMillis = 0;
    priority = 0;
    preempts = true;
    gated = false;
    affinity = NodeAffinity.NONE;
    problem = null;
    owner = "";
    controllerUid = "";
    deadlineSeconds = 0;
  }

  public void uid(String value) {
    uid = value;
  }

  public void namespace(String value) {
    namespace = value;
  }

  public void name(String value) {
    name = value;
  }

  /** Creation, milliseconds since 1970. */
  public void createdMillis(long millis) {
    createdMillis = millis;
  }

  /** The pod has a deletion timestamp. */
  public void deleting() {
    deleting = true;
  }

  /** {@code metadata.deletionGracePeriodSeconds}. */
  public void deletionGraceSeconds(long seconds) {
    deletionGraceSeconds = seconds;
  }

  /** {@code spec.terminationGracePeriodSeconds}. */
  public void graceSeconds(long seconds) {
    graceSeconds = seconds;
  }

  /** The name of the object that the pod belongs to. */
  public void owner(String value) {
    owner = value;
  }

  /** The UID of the object that controls the pod. */
  public void controllerUid(String value) {
    controllerUid = value;
  }

  /** {@code spec.activeDeadlineSeconds}. */
  public void deadlineSeconds(long seconds) {
    deadlineSeconds = seconds;
  }

  public void annotation(String key, String value) {
    marks.annotation(key, value);
  }

  public void label(String key, String value) {
    labels.put(pools.string(key), pools.string(value));
    marks.label(key, value);
  }

  public void schedulerName(String value) {
    schedulerName = value;
  }

  public void nodeName(String value) {
    nodeName = value;
  }

  /** The preemptionPolicy, empty if not set. */
  public void preemptionPolicy(String policy) {
    preempts = !policy.equals("Never");
  }

  public void priority(int value) {
    priority = value;
  }

  /** The pod has a scheduling gate. */
  public void gated() {
    gated = true;
  }

  public void hostNetwork(boolean value) {
    ports.hostNetwork(value);
  }

  public void nodeSelector(String key, String value) {
    nodeSelector.put(pools.string(key), pools.string(value));
  }

  public void affinity(NodeAffinity value) {
    affinity = value;
  }

  /** One toleration as the API has it; one that cannot be understood tolerates nothing. */
  public void toleration(int index, String key, String operator, String value, String effect) {
    Taint.@Nullable Effect parsed = effect.isEmpty() ? null : NodeDraft.effect(effect);
    boolean exists = operator.equals("Exists");
    boolean known = exists || operator.isEmpty() || operator.equals("Equal");
    if (!known || (parsed == null && !effect.isEmpty())) {
      unsupported("spec.tolerations[" + index + "]");
      return;
    }
    tolerations.add(new Toleration(pools.string(key), exists, pools.string(value), parsed));
  }

  /** What its status says of the pod as a whole. */
  public StatusDraft status() {
    return status;
  }

  /** What the pod says about other pods. */
  public PeersDraft peers() {
    return peers;
  }

  /** A port of the container being read, to be closed by {@link #container}. */
  public void port(int hostPort, int containerPort, String protocol, String hostIp) {
    ports.port(hostPort, containerPort, protocol, hostIp);
  }

  /**
   * The end of a container; the ports told since the last one are its own.
   *
   * @param init whether it is an init container
   * @param index its index among the containers or among the init containers
   * @param restartPolicy {@code Always} makes an init container a sidecar
   */
  public void container(
      boolean init, int index, String name, String restartPolicy, Requirements resources) {
    boolean sidecar = init && restartPolicy.equals("Always");
    requests.container(name, init, sidecar, resources.defaulted());
    ports.container(init, sidecar);
    if (resources.problem() != null) {
      String list = init ? "initContainers" : "containers";
      problem("spec.%s[%d].resources.%s".formatted(list, index, resources.problem()));
    }
  }

  /**
   * The status of a container or init container whose resources the node reports.
   *
   * @param inForce the requests in force
   * @param allocated what the node allocated
   */
  public void containerStatus(String name, ResourceList inForce, ResourceList allocated) {
    requests.containerStatus(name, inForce, allocated);
  }

  /** {@code spec.resources}: amounts for the pod as a whole. */
  public void podResources(Requirements resources) {
    requests.podLevel(resources);
    if (resources.problem() != null) {
      problem("spec.resources." + resources.problem());
    }
  }

  /** {@code status.resources.requests}: what is in force for the pod as a whole. */
  public void podResourcesInForce(ResourceList amounts) {
    requests.podInForce(amounts);
  }

  /** {@code status.allocatedResources}. */
  public void podResourcesAllocated(ResourceList amounts) {
    requests.podAllocated(amounts);
  }

  /** {@code spec.overhead}. */
  public void overhead(Amounts amounts) {
    requests.overhead(amounts.list());
    if (amounts.problem() != null) {
      problem("spec.overhead." + amounts.problem());
    }
  }

  /** A condition of the pod. */
  public void condition(String type, String reason) {
    if (type.equals("PodResizePending") && reason.equals("Infeasible")) {
      requests.resizeInfeasible();
    }
  }

  /** A volume from a claim. */
  public void claimVolume(String claim) {
    claimNames.add(claim);
  }

  /** A volume from a claim that is made for the pod. */
  public void ephemeralVolume(String volume) {
    ephemeralVolumes.add(volume);
  }

  /** A field that cannot be honoured yet, by its path in the manifest. */
  public void unsupported(String path) {
    unsupported.add(path);
  }

  /** Something wrong: {@code field: what is wrong; remedy}. */
  public void problem(String text) {
    // The first by name, not by order of reading: encodings differ in the latter.
    if (problem == null || text.compareTo(problem) < 0) {
      problem = text;
    }
  }

  /** The pod as read. */
  public PodSpec build() {
    if (marks.wantsNumaPolicy()) {
      unsupported("metadata.annotations[" + VolcanoNames.NUMA_TOPOLOGY_POLICY + "]");
    }
    Integer taskPriority = marks.taskPriority(this::problem);
    long cooldown = marks.cooldownMillis(this::problem);
    marks.check(this::problem);
    RunTime runTime = runTime();
    peers.tellProblems(this::problem);
    String zone = marks.zone();
    PodShape shape =
        pools.shape(
            PodShape.builder(pools.amounts(requests.total()))
                .nodeSelector(nodeSelector)
                .affinity(affinity)
                .tolerations(tolerations)
                .hostPorts(ports.onHost())
                .unsupported(List.copyOf(unsupported))
                .claims(claims())
                .podAffinity(peers.affinity(namespace, labels))
                .spread(peers.spread(namespace, labels))
                .zone(zone == null ? null : pools.string(zone))
                .build());
    long grace = deleting && deletionGraceSeconds >= 0 ? deletionGraceSeconds : graceSeconds;
    String podGroup = podGroup();
    String queue = marks.queue();
    String user = marks.user();
    PodSpec.Builder spec = PodSpec.builder(uid, pools.string(namespace), name);
    return status
        .tell(spec)
        .schedulerName(pools.string(schedulerName))
        .nodeName(nodeName.isEmpty() ? null : pools.string(nodeName))
        .deleting(deleting)
        .gracePeriodMillis(Math.multiplyExact(Math.clamp(grace, 0, Integer.MAX_VALUE), 1000L))
        .createdMillis(createdMillis)
        .priority(priority)
        .taskPriority(taskPriority)
        .gated(gated)
        .preemptable(marks.preemptable())
        .preempts(preempts)
        .podGroup(podGroup == null ? null : pools.string(podGroup))
        .queue(queue == null ? null : pools.string(queue))
        .taskName(pools.string(marks.taskName()))
        .shape(shape)
        .problem(problem)
        .labels(pools.labels(labels))
        .cooldownMillis(cooldown)
        .user(user == null ? null : pools.string(user))
        .runTime(runTime)
        .build();
  }

  /**
   * The group that the pod names; else, where it says that it starts together with others of its
   * workload, the one that is being made for them: it must not start before.
   */
  private @Nullable String podGroup() {
    String named = marks.podGroup();
    return named == null && marks.startsTogether() && !controllerUid.isEmpty()
        ? VolcanoNames.workloadGroup(controllerUid)
        : named;
  }

  private RunTime runTime() {
    String madeFrom = marks.madeFrom();
    String maker = owner.isEmpty() ? name : owner;
    return pools.runTime(
        new RunTime(
            marks.estimateMillis(this::problem),
            TimeUnit.SECONDS.toMillis(Math.max(0, deadlineSeconds)),
            pools.string(Templates.nameOf(madeFrom == null ? maker : madeFrom))));
  }

  private List<ClaimUse> claims() {
    if (claimNames.isEmpty() && ephemeralVolumes.isEmpty()) {
      return List.of();
    }
    List<ClaimUse> claims = new ArrayList<>();
    for (String claim : claimNames) {
      claims.add(new ClaimUse(pools.string(namespace + "/" + claim), null));
    }
    for (String volume : ephemeralVolumes) {
      claims.add(new ClaimUse(namespace + "/" + name + "-" + volume, uid));
    }
    return claims;
  }
}
