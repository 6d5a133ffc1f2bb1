package dev.basalt.cluster.convert;

import dev.basalt.core.event.NodeSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;

/** Reads nodes of the Fabric8 model. Owned by one thread. */
public final class NodeReader {
  private final NodeDraft draft;

  /** A reader whose specs share what they have in common through these pools. */
  public NodeReader(Pools pools) {
    this.draft = new NodeDraft(pools);
  }

  /** The node as far as scheduling reads it; never fails, see {@link NodeSpec#problem}. */
  public NodeSpec read(Node node) {
    draft.clear();
    if (node.getMetadata() != null) {
      draft.name(Fields.text(node.getMetadata().getName()));
      draft.uid(Fields.text(node.getMetadata().getUid()));
      Fields.entries(node.getMetadata().getLabels()).forEach(draft::label);
      Fields.entries(node.getMetadata().getAnnotations()).forEach(draft::annotation);
    }
    if (node.getSpec() != null) {
      draft.unschedulable(Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
      for (Taint taint : Fields.items(node.getSpec().getTaints())) {
        draft.taint(
            Fields.text(taint.getKey()),
            Fields.text(taint.getValue()),
            Fields.text(taint.getEffect()));
      }
    }
    if (node.getStatus() != null) {
      draft.allocatable(Fields.amounts(node.getStatus().getAllocatable()));
    }
    return draft.build();
  }
}
