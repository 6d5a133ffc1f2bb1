package dev.basalt.core.testing;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.engine.SessionReport;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.StatusUpdate;
import dev.basalt.core.port.VolumeChoice;
import dev.basalt.core.spi.PluginFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An engine between fake ports, under a clock that the test moves. What it sends out is kept in
 * lists; answers are given by the test.
 */
public final class World {
  private static final int MOST_TURNS = 1000;

  public final FakeClock clock = new FakeClock();
  public final List<Binding> bindings = new ArrayList<>();
  public final List<Eviction> evictions = new ArrayList<>();
  public final List<StatusUpdate> statuses = new ArrayList<>();
  public final List<VolumeChoice> choices = new ArrayList<>();
  public final Heard heard = new Heard();
  public final Engine engine;
  private final Set<Binding> answered = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What the listener was told. */
  public static final class Heard implements EngineListener {
    public final List<SessionReport> sessions = new ArrayList<>();
    public final List<String> bound = new ArrayList<>();
    public final List<String> refused = new ArrayList<>();
    public final List<String> gangsEvicted = new ArrayList<>();
    public final List<String> configured = new ArrayList<>();

    @Override
    public void sessionClosed(SessionReport report) {
      sessions.add(report);
    }

    @Override
    public void bound(PodSpec pod, long millisSinceCreation) {
      bound.add(pod.name());
    }

    @Override
    public void refused(String podUid, String reason, String message) {
      refused.add(podUid + " " + reason);
    }

    @Override
    public void gangEvicted(String job, int pods) {
      gangsEvicted.add(job + " " + pods);
    }

    @Override
    public void configured(boolean taken, String message) {
      configured.add(taken + " " + message);
    }
  }

  /** Under these plugins, all in one tier, with the default queue there. */
  public World(PluginFactory... plugins) {
    this(EngineSettings.standard(), plugins);
  }

  public World(EngineSettings settings, PluginFactory... plugins) {
    this(settings, configuration(plugins), List.of(plugins));
  }

  public World(
      EngineSettings settings, SchedulerConfiguration configuration, List<PluginFactory> plugins) {
    EnginePorts ports =
        new EnginePorts(bindings::add, evictions::add, statuses::add, choices::add, heard);
    try {
      engine = new Engine(settings, configuration, plugins, ports, clock);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
    queue(Sample.queue("default"));
  }

  /** The configuration with these plugins, all in one tier. */
  public static SchedulerConfiguration configuration(PluginFactory... plugins) {
    StringBuilder yaml = new StringBuilder("actions: \"enqueue, allocate, backfill\"\ntiers:\n");
    yaml.append("- plugins:").append(plugins.length == 0 ? " []\n" : "\n");
    for (PluginFactory plugin : plugins) {
      yaml.append("  - name: ").append(plugin.name()).append('\n');
    }
    return parse(yaml.toString());
  }

  public static SchedulerConfiguration parse(String yaml) {
    try {
      return SchedulerConfiguration.parse(yaml);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Synced and leading: sessions run from here on. */
  public World started() {
    engine.offer(new ClusterEvent.FeedsSynced());
    engine.offer(new ClusterEvent.LeadershipChanged(true));
    return this;
  }

  public World node(NodeSpec node) {
    return offer(new ClusterEvent.NodeChanged(node));
  }

  public World pod(Sample.PodBuilder pod) {
    return offer(new ClusterEvent.PodChanged(pod.spec()));
  }

  public World gone(Sample.PodBuilder pod) {
    return offer(new ClusterEvent.PodGone(pod.spec().uid()));
  }

  public World group(PodGroupSpec group) {
    return offer(new ClusterEvent.PodGroupChanged(group));
  }

  public World queue(QueueSpec queue) {
    return offer(new ClusterEvent.QueueChanged(queue));
  }

  public World offer(ClusterEvent event) {
    engine.offer(event);
    return this;
  }

  /** Lets the engine run until it has nothing to do at this time. */
  public World run() {
    for (int i = 0; i < MOST_TURNS; i++) {
      boolean ran = engine.runOnce();
      if (!ran && !engine.hasEvents() && engine.nextWakeNanos() > clock.nanos()) {
        return this;
      }
    }
    throw new AssertionError("the engine does not come to rest");
  }

  /** Lets time pass, with a turn of the engine whenever it asks for one. */
  public World pass(Duration time) {
    long end = clock.nanos() + time.toNanos();
    run();
    while (engine.nextWakeNanos() <= end) {
      clock.advanceTo(engine.nextWakeNanos());
      run();
    }
    clock.advanceTo(end);
    return run();
  }

  /** The API server accepts all bindings that it has not answered; the pods show their nodes. */
  public World confirmAll() {
    for (Binding binding : List.copyOf(bindings)) {
      if (answered.add(binding)) {
        offer(new ClusterEvent.BindingConfirmed(binding.podUid()));
      }
    }
    return run();
  }

  /** The API server refuses the last binding of a pod. */
  public World refuse(String podName) {
    bindings.stream().filter(binding -> binding.podName().equals(podName)).forEach(answered::add);
    return offer(new ClusterEvent.BindingRefused(podName + "-uid", "Conflict", "refused by test"));
  }

  /** Bindings so far as {@code pod>node}. */
  public List<String> bound() {
    return bindings.stream().map(b -> b.podName() + ">" + b.nodeName()).toList();
  }

  /** The names of the pods that were bound so far. */
  public Set<String> boundPods() {
    return bindings.stream().map(Binding::podName).collect(Collectors.toSet());
  }

  /** The updates of one kind, oldest first. */
  public <U extends StatusUpdate> List<U> said(Class<U> kind) {
    return statuses.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The last that was said of a PodGroup. */
  public StatusUpdate.GroupStatus lastStatus(String group) {
    return said(StatusUpdate.GroupStatus.class).stream()
        .filter(status -> status.name().equals(group))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new AssertionError("nothing was said of " + group));
  }

  /** The condition last said of a PodGroup. */
  public StatusUpdate.GroupCondition lastCondition(String group) {
    StatusUpdate.GroupCondition condition = lastStatus(group).condition();
    if (condition == null) {
      throw new AssertionError("no condition was said of " + group);
    }
    return condition;
  }
}
