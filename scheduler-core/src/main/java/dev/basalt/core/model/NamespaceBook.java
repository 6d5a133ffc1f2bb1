package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every namespace that was told of or that a pod or group is in. */
final class NamespaceBook {
  private final Map<String, Namespace> byName = new HashMap<>();
  private final List<Namespace> all = new ArrayList<>();

  /** The namespace of that name, made if it is new. */
  Namespace of(String name) {
    Namespace namespace = byName.get(name);
    if (namespace == null) {
      namespace = new Namespace(all.size(), name);
      byName.put(name, namespace);
      all.add(namespace);
    }
    return namespace;
  }

  List<Namespace> all() {
    return Collections.unmodifiableList(all);
  }
}
