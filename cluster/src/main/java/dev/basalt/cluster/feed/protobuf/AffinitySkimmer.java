package dev.basalt.cluster.feed.protobuf;

import dev.basalt.cluster.convert.AffinityDraft;
import dev.basalt.cluster.convert.PeersDraft.Kind;
import dev.basalt.cluster.convert.PodDraft;
import dev.basalt.cluster.convert.Pools;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code Affinity}. Reused; owned by one thread. */
final class AffinitySkimmer {
  private final ByteCache<String> strings;
  private final AffinityDraft affinity;
  private final PeersSkimmer peers;
  private final List<String> values = new ArrayList<>();

  AffinitySkimmer(ByteCache<String> strings, Pools pools, PeersSkimmer peers) {
    this.strings = strings;
    this.peers = peers;
    this.affinity = new AffinityDraft(pools);
  }

  /** The current field as the affinity of a pod. */
  void skim(WireReader reader, PodDraft draft) {
    affinity.clear();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> nodeAffinity(reader);
        case 2 -> peers.affinity(reader, draft.peers(), Kind.REQUIRED, Kind.PREFERRED);
        case 3 -> peers.affinity(reader, draft.peers(), Kind.REQUIRED_APART, Kind.PREFERRED_APART);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.affinity(affinity.build(draft::problem));
  }

  private void nodeAffinity(WireReader reader) {
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> nodeSelector(reader);
        case 2 -> preference(reader);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
  }

  private void nodeSelector(WireReader reader) {
    affinity.requiresNode();
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        term(reader);
        affinity.requiredTerm();
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
  }

  private void preference(WireReader reader) {
    int weight = 0;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> weight = (int) reader.number();
        case 2 -> term(reader);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    affinity.preferredTerm(weight);
  }

  private void term(WireReader reader) {
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> expression(reader, AffinityDraft.On.LABELS);
        case 2 -> expression(reader, AffinityDraft.On.FIELDS);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
  }

  private void expression(WireReader reader, AffinityDraft.On on) {
    String key = "";
    String operator = "";
    values.clear();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.shared(strings);
        case 2 -> operator = reader.shared(strings);
        case 3 -> values.add(reader.shared(strings));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    affinity.expression(on, key, operator, values);
  }
}
