package dev.basalt.cluster.convert;

import dev.basalt.core.event.PodSpec;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;

/** Reads pods of the Fabric8 model. Owned by one thread. */
public final class PodReader {
  private final PodDraft draft;
  private final AffinityDraft affinity;
  private final PeersReader peers;

  /** A reader whose specs share what they have in common through these pools. */
  public PodReader(Pools pools) {
    this.draft = new PodDraft(pools);
    this.affinity = new AffinityDraft(pools);
    this.peers = new PeersReader(draft.peers());
  }

  /** The pod as far as scheduling reads it; never fails, see {@link PodSpec#problem}. */
  public PodSpec read(Pod pod) {
    draft.clear();
    if (pod.getMetadata() != null) {
      readMetadata(pod.getMetadata());
    }
    if (pod.getSpec() != null) {
      readSpec(pod.getSpec());
      readConstraints(pod.getSpec());
    }
    if (pod.getStatus() != null) {
      readStatus(pod.getStatus());
    }
    return draft.build();
  }

  private void readMetadata(ObjectMeta metadata) {
    draft.name(Fields.text(metadata.getName()));
    draft.namespace(Fields.text(metadata.getNamespace()));
    draft.uid(Fields.text(metadata.getUid()));
    draft.createdMillis(Fields.millis(metadata.getCreationTimestamp()));
    if (metadata.getDeletionTimestamp() != null) {
      draft.deleting();
    }
    if (metadata.getDeletionGracePeriodSeconds() != null) {
      draft.deletionGraceSeconds(metadata.getDeletionGracePeriodSeconds());
    }
    if (!Fields.items(metadata.getOwnerReferences()).isEmpty()) {
      draft.owner(Fields.text(metadata.getOwnerReferences().getFirst().getName()));
    }
    for (OwnerReference reference : Fields.items(metadata.getOwnerReferences())) {
      if (Boolean.TRUE.equals(reference.getController())) {
        draft.controllerUid(Fields.text(reference.getUid()));
      }
    }
    Fields.entries(metadata.getAnnotations()).forEach(draft::annotation);
    Fields.entries(metadata.getLabels()).forEach(draft::label);
  }

  private void readSpec(io.fabric8.kubernetes.api.model.PodSpec spec) {
    draft.schedulerName(Fields.text(spec.getSchedulerName()));
    draft.nodeName(Fields.text(spec.getNodeName()));
    draft.hostNetwork(Boolean.TRUE.equals(spec.getHostNetwork()));
    if (spec.getTerminationGracePeriodSeconds() != null) {
      draft.graceSeconds(spec.getTerminationGracePeriodSeconds());
    }
    if (spec.getActiveDeadlineSeconds() != null) {
      draft.deadlineSeconds(spec.getActiveDeadlineSeconds());
    }
    if (spec.getPriority() != null) {
      draft.priority(spec.getPriority());
    }
    draft.preemptionPolicy(Fields.text(spec.getPreemptionPolicy()));
    if (!Fields.items(spec.getSchedulingGates()).isEmpty()) {
      draft.gated();
    }
    Fields.entries(spec.getNodeSelector()).forEach(draft::nodeSelector);
    readContainers(false, Fields.items(spec.getContainers()));
    readContainers(true, Fields.items(spec.getInitContainers()));
    if (spec.getResources() != null) {
      draft.podResources(Fields.requirements(spec.getResources()));
    }
    draft.overhead(Fields.amounts(spec.getOverhead()));
  }

  private void readContainers(boolean init, List<Container> containers) {
    for (int i = 0; i < containers.size(); i++) {
      Container container = containers.get(i);
      for (ContainerPort port : Fields.items(container.getPorts())) {
        draft.port(
            Fields.number(port.getHostPort()),
            Fields.number(port.getContainerPort()),
            Fields.text(port.getProtocol()),
            Fields.text(port.getHostIP()));
      }
      draft.container(
          init,
          i,
          Fields.text(container.getName()),
          Fields.text(container.getRestartPolicy()),
          Fields.requirements(container.getResources()));
    }
  }

  private void readConstraints(io.fabric8.kubernetes.api.model.PodSpec spec) {
    List<Toleration> tolerations = Fields.items(spec.getTolerations());
    for (int i = 0; i < tolerations.size(); i++) {
      Toleration toleration = tolerations.get(i);
      draft.toleration(
          i,
          Fields.text(toleration.getKey()),
          Fields.text(toleration.getOperator()),
          Fields.text(toleration.getValue()),
          Fields.text(toleration.getEffect()));
    }
    if (spec.getAffinity() != null) {
      readAffinity(spec.getAffinity());
    }
    peers.spread(spec.getTopologySpreadConstraints());
    List<Volume> volumes = Fields.items(spec.getVolumes());
    for (int i = 0; i < volumes.size(); i++) {
      Volume volume = volumes.get(i);
      if (volume.getPersistentVolumeClaim() != null) {
        draft.claimVolume(Fields.text(volume.getPersistentVolumeClaim().getClaimName()));
      }
      if (volume.getEphemeral() != null) {
        draft.ephemeralVolume(Fields.text(volume.getName()));
      }
    }
    if (!Fields.items(spec.getResourceClaims()).isEmpty()) {
      draft.unsupported(Unsupported.RESOURCE_CLAIMS);
    }
    if (spec.getSchedulingGroup() != null) {
      draft.unsupported(Unsupported.SCHEDULING_GROUP);
    }
  }

  private void readAffinity(Affinity read) {
    affinity.clear();
    NodeAffinity node = read.getNodeAffinity();
    if (node != null && node.getRequiredDuringSchedulingIgnoredDuringExecution() != null) {
      affinity.requiresNode();
      for (NodeSelectorTerm term :
          Fields.items(
              node.getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms())) {
        readTerm(term);
        affinity.requiredTerm();
      }
    }
    if (node != null) {
      for (PreferredSchedulingTerm term :
          Fields.items(node.getPreferredDuringSchedulingIgnoredDuringExecution())) {
        if (term.getPreference() != null) {
          readTerm(term.getPreference());
        }
        affinity.preferredTerm(Fields.number(term.getWeight()));
      }
    }
    draft.affinity(affinity.build(draft::problem));
    PodAffinity near = read.getPodAffinity();
    if (near != null) {
      peers.required(
          PeersDraft.Kind.REQUIRED, near.getRequiredDuringSchedulingIgnoredDuringExecution());
      peers.preferred(
          PeersDraft.Kind.PREFERRED, near.getPreferredDuringSchedulingIgnoredDuringExecution());
    }
    PodAntiAffinity apart = read.getPodAntiAffinity();
    if (apart != null) {
      peers.required(
          PeersDraft.Kind.REQUIRED_APART,
          apart.getRequiredDuringSchedulingIgnoredDuringExecution());
      peers.preferred(
          PeersDraft.Kind.PREFERRED_APART,
          apart.getPreferredDuringSchedulingIgnoredDuringExecution());
    }
  }

  private void readTerm(NodeSelectorTerm term) {
    for (NodeSelectorRequirement expression : Fields.items(term.getMatchExpressions())) {
      readExpression(AffinityDraft.On.LABELS, expression);
    }
    for (NodeSelectorRequirement expression : Fields.items(term.getMatchFields())) {
      readExpression(AffinityDraft.On.FIELDS, expression);
    }
  }

  private void readExpression(AffinityDraft.On on, NodeSelectorRequirement expression) {
    affinity.expression(
        on,
        Fields.text(expression.getKey()),
        Fields.text(expression.getOperator()),
        Fields.items(expression.getValues()));
  }

  private void readStatus(PodStatus status) {
    draft.status().phase(Fields.text(status.getPhase()));
    draft.status().reason(Fields.text(status.getReason()));
    draft.status().startedMillis(Fields.millis(status.getStartTime()));
    draft.status().nominatedNode(Fields.text(status.getNominatedNodeName()));
    Fields.items(status.getConditions())
        .forEach(condition ->
            draft.condition(Fields.text(condition.getType()), Fields.text(condition.getReason())));
    if (!Fields.text(status.getStartTime()).isEmpty()) {
      draft.status().acknowledged();
    }
    Fields.items(status.getContainerStatuses()).forEach(this::readContainerStatus);
    Fields.items(status.getInitContainerStatuses()).forEach(this::readContainerStatus);
    if (status.getResources() != null) {
      draft.podResourcesInForce(Fields.amounts(status.getResources().getRequests()).list());
    }
    draft.podResourcesAllocated(Fields.amounts(status.getAllocatedResources()).list());
  }

  private void readContainerStatus(ContainerStatus status) {
    draft.status().acknowledged();
    if (status.getResources() != null) {
      draft.containerStatus(
          Fields.text(status.getName()),
          Fields.amounts(status.getResources().getRequests()).list(),
          Fields.amounts(status.getAllocatedResources()).list());
    }
  }
}
