package dev.basalt.controllers.group;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What owners of kinds that are not watched say, such as Argo's workflows: read when it is asked
 * for, and remembered for some minutes. An owner that cannot be read says nothing.
 */
final class OwnerLookup {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerLookup.class);
  private static final long FRESH_NANOS = Duration.ofMinutes(5).toNanos();
  private static final int MOST = 10_000;

  private record Known(Wishes wishes, long nanos) {}

  private final Writer reader;
  private final Clock clock;
  private final Map<String, Known> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
              return size() > MOST;
            }
          });

  OwnerLookup(Writer reader, Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  Wishes wishes(Owner owner, String namespace) throws InterruptedException {
    Known before = known.get(owner.uid());
    if (before != null && clock.nanos() - before.nanos() < FRESH_NANOS) {
      return before.wishes();
    }
    Wishes wishes = Wishes.NONE;
    try {
      JsonNode metadata = reader.read(owner.path(namespace)).path("metadata");
      if (metadata.path("uid").asText().equals(owner.uid())) {
        wishes = Wishes.of(texts(metadata.path("annotations")), texts(metadata.path("labels")));
      }
    } catch (WriteFailedException e) {
      if (!e.refused()) {
        throw e;
      }
      LOG.info("{} {} cannot be read: {}", owner.kind(), owner.key(namespace), e.getMessage());
    }
    known.put(owner.uid(), new Known(wishes, clock.nanos()));
    return wishes;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
