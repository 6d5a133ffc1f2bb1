package dev.basalt.plugins.resourcequota;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Namespace;
import dev.basalt.core.model.NativeQuota;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.NamespaceLimit;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a group in only if the native ResourceQuotas of its namespace have room for the pods that
 * are to be made of it, so that their creation is not refused. Pods that exist are charged already
 * and are never held back.
 */
public final class ResourceQuotaPlugin implements Plugin, NamespaceLimit {
  private @Nullable ResourceSchema schema;

  /** Makes the plugin {@code resourcequota}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "resourcequota";
    }

    @Override
    public ResourceQuotaPlugin create(Arguments arguments) {
      return new ResourceQuotaPlugin();
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
    return null;
  }

  @Override
  public @Nullable Wait check(Job job) {
    Namespace namespace = job.namespace();
    List<NativeQuota> quotas = namespace.resourceQuotas();
    if (quotas.isEmpty() || job.phase() != GroupPhase.PENDING) {
      return null;
    }
    Wait full = null;
    for (int i = 0; i < quotas.size(); i++) {
      Wait why = check(job, quotas.get(i));
      if (why != null && why.reason() != WaitReason.NAMESPACE_QUOTA) {
        return why;
      }
      full = full == null ? why : full;
    }
    return full;
  }

  private @Nullable Wait check(Job job, NativeQuota quota) {
    String problem = quota.spec().problem();
    if (problem != null) {
      return quota.allMade(job)
          ? null
          : new Wait(
              WaitReason.MISCONFIGURED, "ResourceQuota " + quota.spec().key() + ": " + problem);
    }
    Wait full = null;
    int size = quota.covers(job) ? quota.size() : 0;
    for (int i = 0; i < size; i++) {
      long asked = quota.toCome(job, i);
      if (asked <= 0) {
        continue;
      }
      if (asked > quota.hard(i) - quota.existing(job, i)) {
        return tooLarge(quota, i, asked);
      }
      if (full == null && asked > quota.left(i)) {
        full = full(quota, i, asked);
      }
    }
    return full;
  }

  private Wait tooLarge(NativeQuota quota, int index, long asked) {
    return new Wait(
        WaitReason.EXCEEDS_QUOTA,
        "ResourceQuota %s allows %s, %s asked: it can never start; ask for less or raise spec.hard"
            .formatted(
                quota.spec().key(),
                amount(quota, index, quota.hard(index)),
                amount(quota, index, asked)));
  }

  private Wait full(NativeQuota quota, int index, long asked) {
    return new Wait(
        WaitReason.NAMESPACE_QUOTA,
        "ResourceQuota %s has %s used and %s promised of %s, %s asked: short of %s"
            .formatted(
                quota.spec().key(),
                amount(quota, index, quota.used(index)),
                amount(quota, index, quota.promised(index)),
                amount(quota, index, quota.hard(index)),
                amount(quota, index, asked),
                amount(quota, index, asked - quota.left(index))));
  }

  private String amount(NativeQuota quota, int index, long amount) {
    return Objects.requireNonNull(schema, "asked outside a session")
        .describe(quota.dimension(index), amount);
  }
}
