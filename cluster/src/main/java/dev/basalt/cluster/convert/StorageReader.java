package dev.basalt.cluster.convert;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySelectorLabelRequirement;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads claims, volumes, storage classes and what nodes can attach. Never fails: what cannot be
 * understood makes a volume or a node match nothing, so that nothing is bound wrongly.
 */
public final class StorageReader {
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  private static final String CLASS_BEFORE = "volume.beta.kubernetes.io/storage-class";
  private static final String STORAGE = "storage";

  /** Matches no node: stands for a term that cannot be understood. */
  private static final Term NOWHERE = new Term(List.of(), List.of());

  private StorageReader() {}

  /** A claim as far as scheduling reads it. */
  public static ClaimSpec claim(PersistentVolumeClaim claim) {
    ObjectMeta metadata = claim.getMetadata();
    Map<String, String> annotations = Fields.entries(metadata.getAnnotations());
    PersistentVolumeClaimSpec spec =
        claim.getSpec() == null ? new PersistentVolumeClaimSpec() : claim.getSpec();
    String phase = claim.getStatus() == null ? "" : Fields.text(claim.getStatus().getPhase());
    String volume = Fields.text(spec.getVolumeName());
    Map<String, Quantity> requests =
        spec.getResources() == null ? null : spec.getResources().getRequests();
    return ClaimSpec.builder(
            Fields.text(metadata.getUid()),
            Fields.text(metadata.getNamespace()),
            Fields.text(metadata.getName()))
        .storageClass(
            annotations.getOrDefault(CLASS_BEFORE, Fields.text(spec.getStorageClassName())))
        .requestedBytes(bytes(requests))
        .accessModes(Fields.items(spec.getAccessModes()))
        .block("Block".equals(spec.getVolumeMode()))
        .selector(selector(spec.getSelector()))
        .volumeName(volume)
        .bound(!volume.isEmpty() && annotations.containsKey(BIND_COMPLETED))
        .lost(phase.equals("Lost"))
        .deleting(metadata.getDeletionTimestamp() != null)
        .selectedNode(annotations.getOrDefault(SELECTED_NODE, ""))
        .ownerUid(controller(metadata))
        .build();
  }

  /** A volume as far as scheduling reads it. */
  public static VolumeSpec volume(PersistentVolume volume) {
    ObjectMeta metadata = volume.getMetadata();
    Map<String, String> annotations = Fields.entries(metadata.getAnnotations());
    PersistentVolumeSpec spec =
        volume.getSpec() == null ? new PersistentVolumeSpec() : volume.getSpec();
    String phase = volume.getStatus() == null ? "" : Fields.text(volume.getStatus().getPhase());
    ObjectReference claim = spec.getClaimRef();
    return VolumeSpec.builder(Fields.text(metadata.getUid()), Fields.text(metadata.getName()))
        .storageClass(
            annotations.getOrDefault(CLASS_BEFORE, Fields.text(spec.getStorageClassName())))
        .capacityBytes(bytes(spec.getCapacity()))
        .accessModes(Fields.items(spec.getAccessModes()))
        .block("Block".equals(spec.getVolumeMode()))
        .labels(Fields.entries(metadata.getLabels()))
        .nodeAffinity(nodeAffinity(spec))
        .driver(driver(spec))
        .available(phase.equals("Available"))
        .deleting(metadata.getDeletionTimestamp() != null)
        .claim(claim == null ? "" : claim.getNamespace() + "/" + claim.getName())
        .claimUid(claim == null ? "" : Fields.text(claim.getUid()))
        .build();
  }

  /** A storage class as far as scheduling reads it. */
  public static StorageClassSpec storageClass(StorageClass read) {
    List<Term> topologies = new ArrayList<>();
    for (TopologySelectorTerm term : Fields.items(read.getAllowedTopologies())) {
      List<Expression> expressions = new ArrayList<>();
      for (TopologySelectorLabelRequirement label : Fields.items(term.getMatchLabelExpressions())) {
        expressions.add(
            new Expression(
                Fields.text(label.getKey()), Operator.IN, Fields.items(label.getValues())));
      }
      topologies.add(new Term(expressions, List.of()));
    }
    return new StorageClassSpec(
        Fields.text(read.getMetadata().getName()),
        InTreeDrivers.of(Fields.text(read.getProvisioner())),
        "WaitForFirstConsumer".equals(read.getVolumeBindingMode()),
        topologies);
  }

  /** How many volumes a node takes. */
  public static AttachLimits attachLimits(CSINode node) {
    Map<String, Integer> byDriver = new TreeMap<>();
    if (node.getSpec() != null) {
      for (CSINodeDriver driver : Fields.items(node.getSpec().getDrivers())) {
        if (driver.getAllocatable() != null && driver.getAllocatable().getCount() != null) {
          byDriver.put(Fields.text(driver.getName()), driver.getAllocatable().getCount());
        }
      }
    }
    return new AttachLimits(Fields.text(node.getMetadata().getName()), byDriver);
  }

  private static String controller(ObjectMeta metadata) {
    for (OwnerReference owner : Fields.items(metadata.getOwnerReferences())) {
      if (Boolean.TRUE.equals(owner.getController())) {
        return Fields.text(owner.getUid());
      }
    }
    return "";
  }

  private static long bytes(@Nullable Map<String, Quantity> amounts) {
    Quantity storage = amounts == null ? null : amounts.get(STORAGE);
    return storage == null ? 0 : Fields.amounts(Map.of(STORAGE, storage)).list().get(STORAGE);
  }

  private static List<Expression> selector(@Nullable LabelSelector selector) {
    List<Expression> expressions = new ArrayList<>();
    if (selector == null) {
      return expressions;
    }
    new TreeMap<>(Fields.entries(selector.getMatchLabels()))
        .forEach((key, value) -> expressions.add(new Expression(key, Operator.IN, List.of(value))));
    for (LabelSelectorRequirement read : Fields.items(selector.getMatchExpressions())) {
      expressions.add(
          expression(read.getKey(), read.getOperator(), Fields.items(read.getValues())));
    }
    return expressions;
  }

  private static List<Term> nodeAffinity(PersistentVolumeSpec spec) {
    if (spec.getNodeAffinity() == null || spec.getNodeAffinity().getRequired() == null) {
      return List.of();
    }
    List<Term> terms = new ArrayList<>();
    for (NodeSelectorTerm term :
        Fields.items(spec.getNodeAffinity().getRequired().getNodeSelectorTerms())) {
      terms.add(
          new Term(
              expressions(Fields.items(term.getMatchExpressions())),
              expressions(Fields.items(term.getMatchFields()))));
    }
    return terms.isEmpty() ? List.of(NOWHERE) : terms;
  }

  private static List<Expression> expressions(List<NodeSelectorRequirement> read) {
    List<Expression> expressions = new ArrayList<>();
    for (NodeSelectorRequirement one : read) {
      expressions.add(expression(one.getKey(), one.getOperator(), Fields.items(one.getValues())));
    }
    return expressions;
  }

  /** An operator that is not known is satisfied by nothing. */
  private static Expression expression(
      @Nullable String key, @Nullable String operator, List<String> values) {
    String name = Fields.text(key);
    return switch (Fields.text(operator)) {
      case "In" -> new Expression(name, Operator.IN, values);
      case "NotIn" -> new Expression(name, Operator.NOT_IN, values);
      case "Exists" -> new Expression(name, Operator.EXISTS, List.of());
      case "DoesNotExist" -> new Expression(name, Operator.DOES_NOT_EXIST, List.of());
      case "Gt" -> new Expression(name, Operator.GT, values);
      case "Lt" -> new Expression(name, Operator.LT, values);
      default -> new Expression(name, Operator.IN, List.of());
    };
  }

  private static String driver(PersistentVolumeSpec spec) {
    if (spec.getCsi() != null) {
      return Fields.text(spec.getCsi().getDriver());
    }
    String inTree =
        spec.getAwsElasticBlockStore() != null
            ? "aws-ebs"
            : spec.getGcePersistentDisk() != null
                ? "gce-pd"
                : spec.getAzureDisk() != null
                    ? "azure-disk"
                    : spec.getAzureFile() != null
                        ? "azure-file"
                        : spec.getCinder() != null
                            ? "cinder"
                            : spec.getVsphereVolume() != null
                                ? "vsphere-volume"
                                : spec.getPortworxVolume() != null ? "portworx-volume" : "";
    return inTree.isEmpty() ? "" : InTreeDrivers.of("kubernetes.io/" + inTree);
  }
}
