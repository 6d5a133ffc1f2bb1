package dev.basalt.controllers.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * What names an object at one time.
 *
 * @param namespace empty for a cluster-wide object
 */
public record ObjectKey(String namespace, String name) {
  /** The key of an object. */
  public static ObjectKey of(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new ObjectKey(namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  /** Reads {@code namespace/name} or {@code name}. */
  static ObjectKey parse(String key) {
    int slash = key.indexOf('/');
    return new ObjectKey(slash < 0 ? "" : key.substring(0, slash), key.substring(slash + 1));
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
