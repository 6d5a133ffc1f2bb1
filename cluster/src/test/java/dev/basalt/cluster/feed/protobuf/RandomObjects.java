package dev.basalt.cluster.feed.protobuf;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodFluent;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Objects with any of the fields that scheduling reads, good and bad, by seed. */
public final class RandomObjects {
  private static final List<String> QUANTITIES =
      List.of("0", "1", "250m", "1500m", "2", "1Gi", "128Mi", "1e3", "0.5", "7G", "1E", "-1", "x");
  private static final List<String> RESOURCES =
      List.of("cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "hugepages-2Mi");
  private static final List<String> WORDS =
      List.of(
          "", "a", "worker", "größe", "名前", "true", "false", "12", "-3", "Always", "none", "10m");

  private final SplittableRandom random;
  private final RandomPeerTerms peers;

  public RandomObjects(long seed) {
    this.random = new SplittableRandom(seed);
    this.peers = new RandomPeerTerms(random);
  }

  public Node node(int number) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-" + number)
        .withUid("uid-" + number + "-" + random.nextInt(100))
        .withResourceVersion(Integer.toString(number))
        .withLabels(words(3))
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(sometimes() ? random.nextBoolean() : null)
        .addNewTaint(effect(), word(), null, word())
        .endSpec()
        .withNewStatus()
        .withCapacity(quantities(true))
        .withAllocatable(quantities(random.nextInt(4) > 0))
        .endStatus()
        .build();
  }

  public Pod pod(int number) {
    PodBuilder builder =
        new PodBuilder()
            .withNewMetadata()
            .withName("pod-" + number)
            .withNamespace("namespace-" + random.nextInt(3))
            .withUid("uid-" + number)
            .withResourceVersion(Integer.toString(number))
            .withCreationTimestamp(Instant.ofEpochSecond(1_700_000_000L + number).toString())
            .withDeletionTimestamp(sometimes() ? "2026-11-21T05:00:00Z" : null)
            .withDeletionGracePeriodSeconds(sometimes() ? random.nextLong(100) : null)
            .withAnnotations(annotations())
            .withLabels(labels())
            .withOwnerReferences(some(() -> owner()))
            .endMetadata();
    var spec = builder.withNewSpec();
    spec.withSchedulerName(pick(List.of("basalt", "volcano", "default-scheduler")))
        .withNodeName(sometimes() ? "node-" + random.nextInt(9) : null)
        .withHostNetwork(sometimes() ? random.nextBoolean() : null)
        .withTerminationGracePeriodSeconds(sometimes() ? random.nextLong(600) : null)
        .withActiveDeadlineSeconds(sometimes() ? random.nextLong(-1, 600) : null)
        .withPriority(sometimes() ? random.nextInt(-1000, 2_000_000_000) : null)
        .withNodeSelector(words(2))
        .withContainers(some(() -> container()))
        .withInitContainers(some(() -> container()))
        .withOverhead(sometimes() ? quantities(random.nextInt(4) > 0) : null)
        .withResources(sometimes() ? requirements() : null)
        .withAffinity(sometimes() ? affinity() : null);
    constraints(spec);
    spec.endSpec();
    return status(builder).build();
  }

  private OwnerReference owner() {
    return new OwnerReferenceBuilder()
        .withKind("Job")
        .withName(pick(List.of("train", "train-28912345", "web-7d9f8b6c5d", "größe-x7k2p")))
        .withUid(pick(List.of("owner", "another")))
        .withController(sometimes() ? random.nextBoolean() : null)
        .build();
  }

  private void constraints(PodFluent<?>.SpecNested<?> spec) {
    for (int i = random.nextInt(3); i > 0; i--) {
      spec.addNewToleration(
          effect(), word(), pick(List.of("", "Equal", "Exists", "Gt")), 300L, word());
    }
    if (sometimes()) {
      spec.withTopologySpreadConstraints(peers.spread());
    }
    if (sometimes()) {
      spec.addNewVolume().withName("scratch").withNewEmptyDir().endEmptyDir().endVolume();
    }
    if (sometimes()) {
      spec.addNewVolume().withName("data").withNewPersistentVolumeClaim("claim", null).endVolume();
    }
    if (sometimes()) {
      spec.addNewVolume().withName("own").withNewEphemeral().endEphemeral().endVolume();
    }
    if (sometimes()) {
      spec.addNewSchedulingGate("wait");
    }
    if (sometimes()) {
      spec.addNewResourceClaim().withName("gpu").endResourceClaim();
    }
    if (sometimes()) {
      spec.withNewSchedulingGroup("group");
    }
  }

  private PodBuilder status(PodBuilder builder) {
    return builder
        .withNewStatus()
        .withPhase(pick(List.of("Pending", "Running", "Succeeded", "Failed", "Unknown", "Odd", "")))
        .withReason(sometimes() ? "OutOfcpu" : null)
        .withStartTime(sometimes() ? "2026-11-21T05:00:07Z" : null)
        .withNominatedNodeName(sometimes() ? "node-" + random.nextInt(9) : null)
        .addNewCondition()
        .withType(sometimes() ? "PodResizePending" : "Ready")
        .withReason(sometimes() ? "Infeasible" : null)
        .endCondition()
        .withContainerStatuses(some(() -> containerStatus()))
        .withInitContainerStatuses(some(() -> containerStatus()))
        .withAllocatedResources(sometimes() ? quantities(true) : null)
        .withResources(sometimes() ? requirements() : null)
        .endStatus();
  }

  private Container container() {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName("container-" + random.nextInt(3))
            .withImage("image")
            .withCommand("run", "größe")
            .withRestartPolicy(sometimes() ? "Always" : null)
            .withResources(sometimes() ? null : requirements());
    for (int i = random.nextInt(3); i > 0; i--) {
      container
          .addNewPort()
          .withContainerPort(random.nextInt(1, 65_536))
          .withHostPort(sometimes() ? random.nextInt(65_536) : null)
          .withProtocol(pick(List.of("", "TCP", "UDP", "SCTP")))
          .withHostIP(pick(List.of("", "0.0.0.0", "10.0.0.1")))
          .endPort();
    }
    return container.build();
  }

  private ContainerStatus containerStatus() {
    return new ContainerStatusBuilder()
        .withName("container-" + random.nextInt(3))
        .withReady(true)
        .withResources(sometimes() ? requirements() : null)
        .withAllocatedResources(sometimes() ? quantities(true) : null)
        .build();
  }

  private Affinity affinity() {
    AffinityBuilder affinity = new AffinityBuilder();
    if (sometimes()) {
      affinity
          .withNewNodeAffinity()
          .withNewRequiredDuringSchedulingIgnoredDuringExecution()
          .withNodeSelectorTerms(some(() -> term()))
          .endRequiredDuringSchedulingIgnoredDuringExecution()
          .addNewPreferredDuringSchedulingIgnoredDuringExecution()
          .withWeight(random.nextInt(1, 101))
          .withPreference(term())
          .endPreferredDuringSchedulingIgnoredDuringExecution()
          .endNodeAffinity();
    }
    if (sometimes()) {
      affinity.withPodAffinity(peers.near());
    }
    if (sometimes()) {
      affinity.withPodAntiAffinity(peers.apart());
    }
    return affinity.build();
  }

  private NodeSelectorTerm term() {
    NodeSelectorTermBuilder term = new NodeSelectorTermBuilder();
    List<String> operators = List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Odd");
    for (int i = random.nextInt(3); i > 0; i--) {
      term.addToMatchExpressions(
          new NodeSelectorRequirement(word(), pick(operators), some(this::word)));
    }
    if (sometimes()) {
      term.addToMatchFields(new NodeSelectorRequirement("metadata.name", "In", List.of("node-1")));
    }
    return term.build();
  }

  private ResourceRequirements requirements() {
    return new ResourceRequirementsBuilder()
        .withRequests(sometimes() ? null : quantities(random.nextInt(8) > 0))
        .withLimits(sometimes() ? null : quantities(random.nextInt(8) > 0))
        .build();
  }

  private Map<String, Quantity> quantities(boolean valid) {
    Map<String, Quantity> map = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int bound = valid ? QUANTITIES.size() - 2 : QUANTITIES.size();
      String text = QUANTITIES.get(random.nextInt(bound));
      map.put(pick(RESOURCES), new Quantity(text, ""));
    }
    return map;
  }

  /** A label that may name users. */
  static final String TEAM = "example.com/team";

  private Map<String, String> annotations() {
    Map<String, String> map = new HashMap<>(words(2));
    for (String key :
        List.of(
            VolcanoNames.GROUP_NAME,
            VolcanoNames.VOLCANO_GROUP_NAME,
            VolcanoNames.GROUP_MIN_MEMBER,
            VolcanoNames.QUEUE_NAME,
            VolcanoNames.TASK_SPEC,
            VolcanoNames.TASK_PRIORITY,
            VolcanoNames.PREEMPTABLE,
            VolcanoNames.NUMA_TOPOLOGY_POLICY,
            VolcanoNames.COOLDOWN_TIME,
            BasaltNames.USER,
            VolcanoNames.TEMPLATE_UID,
            BasaltNames.RUNNING_ESTIMATE)) {
      if (sometimes()) {
        map.put(key, word());
      }
    }
    if (sometimes()) {
      map.put(
          VolcanoNames.GROUP_MIN_RESOURCES,
          pick(List.of("{\"cpu\": 2}", "{\"cpu\": \"two\"}", "no", "{}", "[]", "")));
    }
    return map;
  }

  private Map<String, String> labels() {
    Map<String, String> map = new HashMap<>(words(2));
    for (String key :
        List.of(
            VolcanoNames.JOB_QUEUE_NAME,
            VolcanoNames.TASK_SPEC,
            VolcanoNames.PREEMPTABLE,
            VolcanoNames.COOLDOWN_TIME,
            TEAM,
            VolcanoNames.JOB_NAME)) {
      if (sometimes()) {
        map.put(key, word());
      }
    }
    return map;
  }

  private Map<String, String> words(int most) {
    Map<String, String> map = new HashMap<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      map.put("key-" + word(), word());
    }
    return map;
  }

  private <T> List<T> some(Supplier<T> maker) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(maker.get());
    }
    return list;
  }

  private String effect() {
    return pick(List.of("", "NoSchedule", "PreferNoSchedule", "NoExecute", "Odd"));
  }

  private String word() {
    return pick(WORDS);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean sometimes() {
    return random.nextInt(3) == 0;
  }
}
