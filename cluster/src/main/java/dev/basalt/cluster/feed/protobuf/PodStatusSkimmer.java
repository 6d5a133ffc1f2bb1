package dev.basalt.cluster.feed.protobuf;

import dev.basalt.cluster.convert.PodDraft;
import dev.basalt.cluster.convert.Requirements;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code PodStatus}. Reused; owned by one thread. */
final class PodStatusSkimmer {
  private final ByteCache<String> strings;
  private final AmountSkimmer amounts;
  private final Map<String, String> podAllocated = new HashMap<>();
  private final Map<String, String> allocated = new HashMap<>();

  PodStatusSkimmer(ByteCache<String> strings, AmountSkimmer amounts) {
    this.strings = strings;
    this.amounts = amounts;
  }

  /** The current field as the status of a pod. */
  void skim(WireReader reader, PodDraft draft) {
    podAllocated.clear();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> draft.status().phase(reader.shared(strings));
        case 2 -> condition(reader, draft);
        case 4 -> draft.status().reason(reader.shared(strings));
        case 7 -> startTime(reader, draft);
        case 8, 10 -> container(reader, draft);
        case 11 -> draft.status().nominatedNode(reader.shared(strings));
        case 19 -> amounts.entry(reader, podAllocated);
        case 20 -> draft.podResourcesInForce(amounts.requirements(reader).requests());
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    if (!podAllocated.isEmpty()) {
      draft.podResourcesAllocated(amounts.list(podAllocated));
    }
  }

  private static void startTime(WireReader reader, PodDraft draft) {
    draft.status().acknowledged();
    draft.status().startedMillis(MetadataSkimmer.seconds(reader) * 1000);
  }

  private void condition(WireReader reader, PodDraft draft) {
    String type = "";
    String reason = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> type = reader.shared(strings);
        case 5 -> reason = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.condition(type, reason);
  }

  private void container(WireReader reader, PodDraft draft) {
    draft.status().acknowledged();
    String name = "";
    Requirements inForce = null;
    allocated.clear();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.shared(strings);
        case 10 -> amounts.entry(reader, allocated);
        case 11 -> inForce = amounts.requirements(reader);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    if (inForce != null) {
      draft.containerStatus(name, inForce.requests(), amounts.list(allocated));
    }
  }
}
