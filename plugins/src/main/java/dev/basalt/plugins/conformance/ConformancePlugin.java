package dev.basalt.plugins.conformance;

import dev.basalt.core.event.PodSpec;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import java.util.List;

/** Keeps the pods that a cluster itself runs on from being evicted. */
public final class ConformancePlugin implements Plugin {
  /**
   * The value of priority class system-cluster-critical; system-node-critical is higher, and no
   * class that users make may be as high.
   */
  private static final int LOWEST_SYSTEM_PRIORITY = 2_000_000_000;

  /** Makes the plugin {@code conformance}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "conformance";
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new ConformancePlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.preemptable((preemptor, candidates) -> unprotected(candidates));
    hooks.reclaimable((reclaimer, candidates) -> unprotected(candidates));
    hooks.returnable((taker, candidates) -> unprotected(candidates));
  }

  static List<Task> unprotected(List<Task> candidates) {
    return candidates.stream().filter(task -> !isProtected(task.pod())).toList();
  }

  private static boolean isProtected(PodSpec pod) {
    return pod.namespace().equals("kube-system") || pod.priority() >= LOWEST_SYSTEM_PRIORITY;
  }
}
