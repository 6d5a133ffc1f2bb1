package dev.basalt.cluster.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer must remember to tell additions, updates and deletions apart: the resource
 * version by name. A whole object of the client's model would take a hundred times as much.
 *
 * <p>The objects it gives back have a name and a resource version and nothing else.
 */
final class SlimStore<K extends HasMetadata> implements ItemStore<K> {
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Supplier<K> blank;

  SlimStore(Supplier<K> blank) {
    this.blank = blank;
  }

  @Override
  public String getKey(K object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable K put(String key, K object) {
    String version = object.getMetadata().getResourceVersion();
    return object(key, versions.put(key, version == null ? "" : version));
  }

  @Override
  public @Nullable K remove(String key) {
    return object(key, versions.remove(key));
  }

  @Override
  public Stream<String> keySet() {
    return versions.keySet().stream();
  }

  @Override
  public Stream<K> values() {
    return versions.entrySet().stream().map(entry -> object(entry.getKey(), entry.getValue()));
  }

  @Override
  public int size() {
    return versions.size();
  }

  @Override
  public @Nullable K get(String key) {
    return object(key, versions.get(key));
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private @Nullable K object(String key, @Nullable String version) {
    if (version == null) {
      return null;
    }
    int slash = key.indexOf('/');
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(slash < 0 ? null : key.substring(0, slash));
    metadata.setName(key.substring(slash + 1));
    metadata.setResourceVersion(version);
    K object = blank.get();
    object.setMetadata(metadata);
    return object;
  }
}
