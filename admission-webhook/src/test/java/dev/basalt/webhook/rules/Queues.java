package dev.basalt.webhook.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.scheduling.Queue;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queues that the rows know: a team of two, a chain, some that take no work. */
final class Queues implements QueueBook {
  private static final String THERE =
      """
      - {metadata: {name: root}, spec: {reclaimable: false}, status: {state: Open}}
      - {metadata: {name: default}, spec: {weight: 1}, status: {state: Open}}
      - {metadata: {name: closed}, spec: {}, status: {state: Closed}}
      - {metadata: {name: closing}, spec: {}, status: {state: Closing}}
      - {metadata: {name: busy}, spec: {}, status: {state: Open, allocated: {cpu: 500m}}}
      - {metadata: {name: team}, spec: {capability: {cpu: 8}, deserved: {cpu: 4}, guarantee: {resource: {cpu: 4}}}}
      - {metadata: {name: team-a}, spec: {parent: team, deserved: {cpu: 2}, guarantee: {resource: {cpu: 2}}}}
      - {metadata: {name: team-b}, spec: {parent: team}}
      - {metadata: {name: team-c}, spec: {parent: team-b, capability: {cpu: 6}}}
      - {metadata: {name: science, annotations: {volcano.sh/hierarchy: root/sci, volcano.sh/hierarchy-weights: 1/2}}, spec: {}}
      - {metadata: {name: level-2}, spec: {}}
      - {metadata: {name: level-3}, spec: {parent: level-2}}
      - {metadata: {name: level-4}, spec: {parent: level-3}}
      - {metadata: {name: level-5}, spec: {parent: level-4}}
      - {metadata: {name: level-6}, spec: {parent: level-5}}
      - {metadata: {name: grouped}, spec: {}, status: {state: Open, inqueue: 1}}
      - {metadata: {name: done}, spec: {}, status: {state: Open, completed: 1}}
      - {metadata: {name: old}, spec: {deserved: {cpu: 1}, capability: {cpu: 4}}}
      - {metadata: {name: old-a}, spec: {parent: old, deserved: {cpu: 2}, capability: {cpu: 8}}}
      - {metadata: {name: old-b}, spec: {parent: old, deserved: {cpu: 1}, capability: {cpu: 2}}}
      - {metadata: {name: old-kept}, spec: {guarantee: {resource: {cpu: 1}}}}
      - {metadata: {name: old-lost, annotations: {volcano.sh/hierarchy: root}}, spec: {parent: lost}}
      """;

  private final List<Queue> queues = new ArrayList<>();

  Queues() {
    KubernetesSerialization serialization = new KubernetesSerialization();
    JsonNode table = serialization.unmarshal("queues:\n" + THERE, JsonNode.class);
    for (JsonNode queue : table.get("queues")) {
      queues.add(serialization.convertValue(queue, Queue.class));
    }
  }

  @Override
  public @Nullable Queue find(String name) {
    return queues.stream()
        .filter(queue -> queue.getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Collection<Queue> all() {
    return queues;
  }
}
