package dev.basalt.cluster.feed.protobuf;

import dev.basalt.cluster.convert.Amounts;
import dev.basalt.cluster.convert.Requirements;
import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads {@code ResourceRequirements} and maps of quantities. Equal requirements are decoded once.
 * Reused; owned by one thread.
 */
final class AmountSkimmer {
  private static final int CAPACITY = 4_096;

  private final ByteCache<String> strings;
  private final ByteCache<Requirements> requirements = new ByteCache<>(CAPACITY);
  private final Map<Map<String, String>, ResourceList> lists = new HashMap<>();

  AmountSkimmer(ByteCache<String> strings) {
    this.strings = strings;
  }

  /** The current field as resource requirements. */
  Requirements requirements(WireReader reader) {
    Requirements known = reader.cached(requirements);
    if (known != null) {
      return known;
    }
    int outer = reader.enter();
    int start = reader.position();
    Map<String, String> limits = new HashMap<>();
    Map<String, String> requests = new HashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> entry(reader, limits);
        case 2 -> entry(reader, requests);
        default -> reader.skip();
      }
    }
    Requirements read = Requirements.of(Amounts.parse(requests), Amounts.parse(limits));
    requirements.put(reader.bytes(), start, reader.limit() - start, read);
    reader.leave(outer);
    return read;
  }

  /** The current field as one entry of a map of quantities. */
  void entry(WireReader reader, Map<String, String> quantities) {
    String name = "";
    String quantity = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.shared(strings);
        case 2 -> quantity = quantity(reader);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    quantities.put(name, quantity);
  }

  /** Amounts whose mistakes are not ours to report: what could be read of them. */
  ResourceList list(Map<String, String> quantities) {
    if (quantities.isEmpty()) {
      return ResourceList.EMPTY;
    }
    ResourceList known = lists.get(quantities);
    if (known == null) {
      known = Amounts.parse(quantities).list();
      if (lists.size() >= CAPACITY) {
        lists.clear();
      }
      lists.put(Map.copyOf(quantities), known);
    }
    return known;
  }

  private String quantity(WireReader reader) {
    String text = "";
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        text = reader.shared(strings);
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    return text;
  }
}
