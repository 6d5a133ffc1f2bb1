package dev.basalt.plugins.namespacequota;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Namespace;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Limits;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.NamespaceLimit;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds each namespace to the quota in its annotation: what its pods hold in sum never goes beyond
 * it by a decision of ours. What would, waits in order and harms no other namespace.
 */
public final class NamespaceQuotaPlugin implements Plugin, NamespaceLimit {
  private final QuotaWaits waits = new QuotaWaits();
  private @Nullable ResourceSchema schema;

  /** Makes the plugin {@code namespacequota}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "namespacequota";
    }

    @Override
    public NamespaceQuotaPlugin create(Arguments arguments) {
      return new NamespaceQuotaPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.namespaceLimit(this);
  }

  @Override
  public void sessionOpened(SessionView session) {
    schema = session.schema();
  }

  @Override
  public @Nullable Wait check(Task task) {
    Namespace namespace = task.namespace();
    Limits quota = namespace.quota();
    if (quota == null) {
      return null;
    }
    Wait unreadable = unreadable(namespace);
    if (unreadable != null) {
      return unreadable;
    }
    int index = quota.exceededBy(namespace.held(), task.request());
    if (index < 0) {
      return null;
    }
    long asked = task.request().amountOf(quota.dimension(index));
    return wait(namespace, quota, index, asked, namespace.held().get(quota.dimension(index)));
  }

  /**
   * Holds back what cannot start however its pods are taken. A job that is not let in yet is asked
   * for its minResources, beside what is promised to others of its namespace.
   */
  @Override
  public @Nullable Wait check(Job job) {
    Namespace namespace = job.namespace();
    Limits quota = namespace.quota();
    if (quota == null) {
      return null;
    }
    Wait unreadable = unreadable(namespace);
    if (unreadable != null) {
      return unreadable;
    }
    boolean promises = job.phase() == GroupPhase.PENDING && job.minResources() != null;
    Wait full = null;
    for (int i = 0; i < quota.size(); i++) {
      int dimension = quota.dimension(i);
      long needed = LeastNeed.of(job, dimension);
      long held = namespace.held().get(dimension);
      held += promises ? namespace.inqueue().get(dimension) : 0;
      if (needed > 0 && needed > quota.amount(i) - held) {
        Wait why = wait(namespace, quota, i, needed, held);
        if (why.reason() == WaitReason.EXCEEDS_QUOTA) {
          return why;
        }
        full = full == null ? why : full;
      }
    }
    return full;
  }

  private Wait wait(Namespace namespace, Limits quota, int index, long asked, long held) {
    ResourceSchema known = Objects.requireNonNull(schema, "asked outside a session");
    return waits.full(namespace, known, quota.dimension(index), asked, held, quota.amount(index));
  }

  private static @Nullable Wait unreadable(Namespace namespace) {
    NamespaceSpec spec = namespace.spec();
    String problem = spec == null ? null : spec.quotaProblem();
    return problem == null
        ? null
        : new Wait(WaitReason.MISCONFIGURED, "namespace " + namespace.name() + ": " + problem);
  }
}
