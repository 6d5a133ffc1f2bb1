package dev.basalt.cluster.feed.protobuf;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.cluster.convert.NodeDraft;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.core.event.NodeSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads nodes. Field numbers: {@code k8s.io/api/core/v1/generated.proto}. */
public final class NodeSkimmer implements Skimmer<NodeSpec> {
  private final ByteCache<String> strings = new ByteCache<>(65_536);
  private final WireReader reader = new WireReader();
  private final MetadataSkimmer metadata =
      new MetadataSkimmer(strings, null, Set.of(BasaltNames.OWNER));
  private final AmountSkimmer amounts = new AmountSkimmer(strings);
  private final Map<String, String> allocatable = new HashMap<>();
  private final NodeDraft draft;

  /** A skimmer whose specs share what they have in common through these pools. */
  public NodeSkimmer(Pools pools) {
    this.draft = new NodeDraft(pools);
  }

  @Override
  public NodeSpec skim(byte[] bytes, int offset, int length) {
    draft.clear();
    allocatable.clear();
    reader.reset(bytes, offset, length);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          int outer = reader.enter();
          metadata.skim(reader, draft::label, draft::annotation);
          reader.leave(outer);
          draft.name(metadata.name());
          draft.uid(metadata.uid());
        }
        case 2 -> spec();
        case 3 -> status();
        default -> reader.skip();
      }
    }
    draft.allocatable(Amounts.parse(allocatable));
    return draft.build();
  }

  private void spec() {
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 4 -> draft.unschedulable(reader.bool());
        case 5 -> taint();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
  }

  private void taint() {
    String key = "";
    String value = "";
    String effect = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.shared(strings);
        case 2 -> value = reader.shared(strings);
        case 3 -> effect = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.taint(key, value, effect);
  }

  private void status() {
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 2) {
        amounts.entry(reader, allocatable);
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
  }

  @Override
  public String resourceVersion() {
    return metadata.resourceVersion();
  }

  @Override
  public boolean endsInitialEvents() {
    return metadata.endsInitialEvents();
  }
}
