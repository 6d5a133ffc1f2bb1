package dev.basalt.exporter.view;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What namespaces may hold, and what is used of it. */
public final class Quotas {
  /** Is told of one resource of one quota; amounts in the engine's units. */
  public interface Reader {
    /**
     * A limit, and what is used of it.
     *
     * @param used -1 if that is not known yet
     */
    void quota(String namespace, String quota, String resource, long limit, long used);
  }

  private final Map<String, Map<String, SeenQuota>> byNamespace = new TreeMap<>();
  private final Map<String, ResourceList> annotated = new TreeMap<>();
  private final Map<String, Sums> held = new HashMap<>();

  Quotas() {}

  void changed(@Nullable SeenQuota before, @Nullable SeenQuota after) {
    SeenQuota named = after == null ? before : after;
    if (named == null) {
      return;
    }
    Map<String, SeenQuota> quotas =
        byNamespace.computeIfAbsent(named.namespace(), first -> new TreeMap<>());
    if (after != null) {
      quotas.put(after.name(), after);
    } else {
      quotas.remove(named.name());
      if (quotas.isEmpty()) {
        byNamespace.remove(named.namespace());
      }
    }
  }

  void annotated(String namespace, @Nullable ResourceList quota) {
    if (quota == null) {
      annotated.remove(namespace);
    } else {
      annotated.put(namespace, quota);
    }
  }

  /** What the pods of a namespace hold on nodes. */
  Sums held(String namespace) {
    return held.computeIfAbsent(namespace, first -> new Sums());
  }

  void release(String namespace, ResourceList requests) {
    Sums sums = held(namespace);
    sums.remove(requests);
    if (sums.pods() == 0) {
      held.remove(namespace);
    }
  }

  /** How many quotas there are. */
  public int size() {
    return annotated.size() + byNamespace.values().stream().mapToInt(Map::size).sum();
  }

  /** Tells of at most so many quotas. */
  public void forEach(int most, Reader reader) {
    int left = most;
    for (Map<String, SeenQuota> quotas : byNamespace.values()) {
      for (SeenQuota quota : quotas.values()) {
        if (left-- <= 0) {
          return;
        }
        quota
            .limits()
            .forEach((resource, limit) ->
                reader.quota(
                    quota.namespace(),
                    quota.name(),
                    resource,
                    limit,
                    quota.used().getOrDefault(resource, -1L)));
      }
    }
    for (Map.Entry<String, ResourceList> quota : annotated.entrySet()) {
      if (left-- <= 0) {
        return;
      }
      Sums sums = held.get(quota.getKey());
      quota
          .getValue()
          .forEach((resource, limit) ->
              reader.quota(
                  quota.getKey(),
                  BasaltNames.QUOTA,
                  resource,
                  limit,
                  sums == null ? 0 : sums.get(resource)));
    }
  }
}
