package dev.basalt.core.model;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
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
  private static final long REWORD_NANOS = 5_000_000_000L;

  private final ResourceSchema schema;
  private final Map<String, Namespace> byName = new HashMap<>();
  private final List<Namespace> all = new ArrayList<>();
  private final List<Namespace> limited = new ArrayList<>();
  private final List<Namespace> eased = new ArrayList<>();
  private final List<Namespace> stale = new ArrayList<>();
  private final List<Namespace> settling = new ArrayList<>();
  private boolean withheld;

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

  /**
   * Takes over a namespace's object, null if it is gone; returns whether anything is new.
   *
   * @param jobs all jobs; looked at where a namespace gets its first quota
   */
  boolean put(Namespace namespace, @Nullable NamespaceSpec spec, Iterable<Job> jobs) {
    if (spec == null ? namespace.spec == null : spec.equals(namespace.spec)) {
      return false;
    }
    namespace.spec = spec;
    namespace.quota =
        spec == null || spec.quota() == null ? null : new Limits(schema, spec.quota());
    if (namespace.quota == null) {
      namespace.demand = null;
      limited.remove(namespace);
    } else if (namespace.demand == null) {
      namespace.demand = Ledger.demandOf(namespace, jobs);
      limited.add(namespace);
    }
    ease(namespace);
    return true;
  }

  /**
   * Takes over a native quota.
   *
   * @param jobs all jobs; they and the tasks are looked at only if the quota's rule is new
   * @return whether there may be more room than before
   */
  boolean put(ResourceQuotaSpec spec, Iterable<Job> jobs, Iterable<Task> tasks) {
    Namespace namespace = of(spec.namespace());
    ease(namespace);
    NativeQuota known = quotaNamed(namespace, spec.name());
    if (known != null && known.spec().sameRule(spec)) {
      return known.update(spec);
    }
    namespace.resourceQuotas.remove(known);
    NativeQuota quota = new NativeQuota(spec, schema);
    namespace.resourceQuotas.add(quota);
    for (Job job : jobs) {
      if (job.namespace() == namespace) {
        quota.count(job);
      }
    }
    for (Task task : tasks) {
      if (task.namespace() == namespace) {
        quota.count(task, !task.pod.phase().terminal(), Long.MIN_VALUE / 2);
      }
    }
    return true;
  }

  /** A native quota is gone; returns whether it was known. */
  boolean removeQuota(String namespaceName, String name, String uid) {
    Namespace namespace = of(namespaceName);
    ease(namespace);
    NativeQuota known = quotaNamed(namespace, name);
    return known != null
        && known.spec().uid().equals(uid)
        && namespace.resourceQuotas.remove(known);
  }

  /** Counts what a pod uses of the native quotas of its namespace. */
  void count(Task task, boolean exists, long nowNanos) {
    Namespace namespace = task.namespace();
    boolean ended = false;
    for (int i = 0; i < namespace.resourceQuotas.size(); i++) {
      ended |= namespace.resourceQuotas.get(i).count(task, exists, nowNanos);
    }
    if (ended && !namespace.settling) {
      namespace.settling = true;
      settling.add(namespace);
    }
  }

  void settle(long nowNanos) {
    for (int i = settling.size() - 1; i >= 0; i--) {
      Namespace namespace = settling.get(i);
      boolean unsettled = false;
      boolean roomier = false;
      for (NativeQuota quota : namespace.resourceQuotas) {
        roomier |= quota.settle(nowNanos);
        unsettled |= quota.unsettled();
      }
      if (!unsettled) {
        namespace.settling = false;
        settling.remove(i);
      }
      if (roomier) {
        ease(namespace);
      }
    }
  }

  private static @Nullable NativeQuota quotaNamed(Namespace namespace, String name) {
    for (NativeQuota quota : namespace.resourceQuotas) {
      if (quota.spec().name().equals(name)) {
        return quota;
      }
    }
    return null;
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

  /**
   * Wakes the jobs of eased namespaces for which there may be enough of the quota now. The others
   * are woken too, though not often, so that what is said of them has the numbers of now.
   */
  void wake(ParkingLot parked, long nowNanos) {
    settle(nowNanos);
    for (int i = 0; i < eased.size(); i++) {
      Namespace namespace = eased.get(i);
      namespace.eased = false;
      parked.wake(namespace.line, job -> mayFit(job, namespace));
      if (!namespace.stale && !namespace.line.spots.isEmpty()) {
        namespace.stale = true;
        stale.add(namespace);
      }
    }
    eased.clear();
    for (int i = stale.size() - 1; i >= 0; i--) {
      Namespace namespace = stale.get(i);
      if (nowNanos - namespace.wordedNanos >= REWORD_NANOS) {
        namespace.wordedNanos = nowNanos;
        namespace.stale = false;
        stale.remove(i);
        parked.wake(namespace.line, job -> true);
      }
    }
  }

  /** Withholds from the queues' demand what quotas leave nothing for. */
  void withhold(List<Queue> queues) {
    if (withheld) {
      queues.forEach(queue -> queue.withheld.clear());
    }
    withheld = !limited.isEmpty();
    for (Namespace namespace : limited) {
      if (namespace.quota != null && namespace.demand != null) {
        namespace.demand.withhold(namespace.quota, namespace.held(), schema.size());
      }
    }
  }

  private static boolean mayFit(Job job, Namespace namespace) {
    if (job.phase == GroupPhase.PENDING) {
      for (NativeQuota resourceQuota : namespace.resourceQuotas) {
        if (resourceQuota.lacking(job) >= 0) {
          return false;
        }
      }
    }
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
