package dev.basalt.sim.story;

import dev.basalt.sim.story.Subject.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every check that a story may write down, by whom it is about. To add one, write a function that
 * reads its field and answers a {@link Check}, and name it in here.
 */
final class Checks {
  /** Reads the value of a check's field. */
  @FunctionalInterface
  interface Reader {
    Check read(Section item, String field, Subject subject) throws StoryFormatException;
  }

  private static final Map<Kind, Map<String, Reader>> READERS = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      READERS.put(kind, new TreeMap<>(PodChecks.READERS));
    }
    of(Kind.JOB).putAll(SaidChecks.READERS);
    of(Kind.JOB).put("phase", SaidChecks::phase);
    of(Kind.JOB).put("problem", SaidChecks::problem);
    of(Kind.POD).putAll(SaidChecks.READERS);
    of(Kind.QUEUE).put("problem", SaidChecks::problem);
    of(Kind.CLUSTER).put("events", SaidChecks::events);
    of(Kind.CLUSTER).put("order", PodChecks::order);
    of(Kind.CLUSTER).put("refusedAtLeast", SaidChecks::refusedAtLeast);
    of(Kind.CLUSTER).put("creationsRefused", SaidChecks::creationsRefused);
    of(Kind.CLUSTER).put("evictionsRefused", SaidChecks::evictionsRefused);
    of(Kind.CLUSTER).put("turnedAway", SaidChecks::turnedAway);
    of(Kind.CLUSTER).put("blames", SaidChecks::blames);
  }

  private Checks() {}

  private static Map<String, Reader> of(Kind kind) {
    return READERS.computeIfAbsent(kind, unseen -> new TreeMap<>());
  }

  /** Reads all checks of an expectation about a subject; at least one. */
  static List<Check> read(Section item, Subject subject) throws StoryFormatException {
    List<Check> checks = new ArrayList<>();
    for (Map.Entry<String, Reader> reader : of(subject.kind()).entrySet()) {
      if (item.has(reader.getKey())) {
        checks.add(reader.getValue().read(item, reader.getKey(), subject));
      }
    }
    item.finish();
    if (checks.isEmpty()) {
      throw new StoryFormatException(
          item.place(),
          "expects nothing of "
              + subject
              + "; add one of "
              + String.join(", ", of(subject.kind()).keySet()));
    }
    return checks;
  }
}
