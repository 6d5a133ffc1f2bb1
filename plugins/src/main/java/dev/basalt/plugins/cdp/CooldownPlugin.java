package dev.basalt.plugins.cdp;

import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spares pods with {@code volcano.sh/cooldown-time} for that long after they were bound; for one
 * that was bound before this scheduler began, after that.
 */
public final class CooldownPlugin implements Plugin {
  private long begunNanos = Long.MIN_VALUE;
  private long nowNanos;

  /** Makes the plugin {@code cdp}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "cdp";
    }

    @Override
    public CooldownPlugin create(Arguments arguments) {
      return new CooldownPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.preemptable((preemptor, candidates) -> cooled(candidates));
    hooks.reclaimable((preemptor, candidates) -> cooled(candidates));
  }

  @Override
  public void sessionOpened(SessionView session) {
    nowNanos = session.nowNanos();
    begunNanos = begunNanos == Long.MIN_VALUE ? nowNanos : begunNanos;
  }

  private @Nullable List<Task> cooled(List<Task> candidates) {
    List<Task> cooled = null;
    for (int i = 0; i < candidates.size(); i++) {
      if (isSpared(candidates.get(i))) {
        cooled = cooled == null ? new ArrayList<>(candidates) : cooled;
        cooled.remove(candidates.get(i));
      }
    }
    return cooled;
  }

  private boolean isSpared(Task task) {
    long cooldown = task.pod().cooldownMillis();
    long bound = task.boundNanos() == Long.MIN_VALUE ? begunNanos : task.boundNanos();
    return cooldown > 0 && nowNanos - bound < TimeUnit.MILLISECONDS.toNanos(cooldown);
  }
}
