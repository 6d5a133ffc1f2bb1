package dev.basalt.cluster.feed.protobuf;

import dev.basalt.cluster.convert.PeersDraft;
import dev.basalt.cluster.convert.PeersDraft.Kind;
import dev.basalt.cluster.convert.SelectorDraft;
import dev.basalt.core.event.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/** Reads what pods say about other pods. Reused; owned by one thread. */
final class PeersSkimmer {
  private final ByteCache<String> strings;
  private final List<String> values = new ArrayList<>();

  PeersSkimmer(ByteCache<String> strings) {
    this.strings = strings;
  }

  /** The current field as {@code PodAffinity} or {@code PodAntiAffinity}. */
  void affinity(WireReader reader, PeersDraft draft, Kind required, Kind preferred) {
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          PeersDraft.Term term = draft.begin();
          term(reader, draft, term);
          draft.affinity(required, term);
        }
        case 2 -> weighted(reader, draft, preferred);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
  }

  /** The current field as {@code TopologySpreadConstraint}. */
  void spread(WireReader reader, PeersDraft draft) {
    PeersDraft.Term constraint = draft.begin();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> constraint.maxSkew((int) reader.number());
        case 2 -> constraint.topologyKey(reader.shared(strings));
        case 3 -> constraint.whenUnsatisfiable(reader.shared(strings));
        case 4 -> constraint.pods(selector(reader, draft));
        case 5 -> constraint.minDomains((int) reader.number());
        case 6 -> constraint.affinityPolicy(reader.shared(strings));
        case 7 -> constraint.taintsPolicy(reader.shared(strings));
        case 8 -> constraint.matchLabelKey(reader.shared(strings));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.spread(constraint);
  }

  private void weighted(WireReader reader, PeersDraft draft, Kind kind) {
    PeersDraft.Term term = draft.begin();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> term.weight((int) reader.number());
        case 2 -> term(reader, draft, term);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.affinity(kind, term);
  }

  private void term(WireReader reader, PeersDraft draft, PeersDraft.Term term) {
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> term.pods(selector(reader, draft));
        case 2 -> term.namespace(reader.shared(strings));
        case 3 -> term.topologyKey(reader.shared(strings));
        case 4 -> term.namespaceSelector(selector(reader, draft));
        case 5 -> term.matchLabelKey(reader.shared(strings));
        case 6 -> term.mismatchLabelKey(reader.shared(strings));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
  }

  private LabelSelector selector(WireReader reader, PeersDraft draft) {
    SelectorDraft selector = draft.selectors();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> label(reader, selector);
        case 2 -> expression(reader, selector);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return selector.take();
  }

  private void label(WireReader reader, SelectorDraft selector) {
    String key = "";
    String value = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.shared(strings);
        case 2 -> value = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    selector.label(key, value);
  }

  private void expression(WireReader reader, SelectorDraft selector) {
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
    selector.expression(key, operator, values);
  }
}
