package dev.basalt.core.model;

import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.resource.Limits;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every namespace that was told of or that a pod or group is in, and which of them may let jobs in
 * again that they held back.
 */
final class NamespaceBook {
  private final ResourceSchema schema;
  private final Map<String, Namespace> byName = new HashMap<>();
  private final List<Namespace> all = new ArrayList<>();
  private final List<Namespace> eased = new ArrayList<>();

  NamespaceBook(ResourceSchema schema) {
    this.schema = schema;
  }

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

  /** Takes over a namespace's object, null if it is gone; returns whether anything is new. */
  boolean put(Namespace namespace, @Nullable NamespaceSpec spec) {
    if (spec == null ? namespace.spec == null : spec.equals(namespace.spec)) {
      return false;
    }
    namespace.spec = spec;
    namespace.quota =
        spec == null || spec.quota() == null ? null : new Limits(schema, spec.quota());
    ease(namespace);
    return true;
  }

  /** A namespace's pods hold less, or its object changed: what it held back is worth a look. */
  void ease(Namespace namespace) {
    if (!namespace.eased && !namespace.line.spots.isEmpty()) {
      namespace.eased = true;
      eased.add(namespace);
    }
  }

  /** Every namespace may let jobs in again. */
  void easeAll() {
    all.forEach(this::ease);
  }

  /** Wakes the jobs of eased namespaces for which there may be enough of the quota now. */
  void wake(ParkingLot parked) {
    for (Namespace namespace : eased) {
      namespace.eased = false;
      parked.wake(namespace.line, job -> mayFit(job, namespace));
    }
    eased.clear();
  }

  private static boolean mayFit(Job job, Namespace namespace) {
    Limits quota = namespace.quota;
    PendingTasks pending = job.pending;
    if (quota == null || pending.isEmpty()) {
      return true;
    }
    for (int kind = 0; kind < pending.kinds(); kind++) {
      if (quota.exceededBy(namespace.held(), pending.podClass(kind).request()) < 0) {
        return true;
      }
    }
    return false;
  }
}
