package dev.basalt.bench.decisions;

import com.sun.management.ThreadMXBean;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.engine.SessionReport;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.spi.PluginFactory;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A leading engine under the standard configuration whose bindings succeed. What it does within
 * sessions is metered apart from what it does around them, which is taking events in.
 *
 * <p>The API server's part is played by {@link #answer}: each binding comes back as a confirmation
 * and as a pod that shows its node, just as from a real feed. Making these events is not metered.
 */
final class MeteredEngine {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Engine engine;
  private final Map<String, PodSpec> pods = new HashMap<>();
  private final List<Binding> unanswered = new ArrayList<>();
  private final Meter sessions = new Meter();
  private final Meter turns = new Meter();
  private int sessionCount;
  private int waitingJobs;
  private long bindings;
  private long statusUpdates;
  private long events;

  /**
   * Time, CPU time and allocation of the calling thread. On a busy machine the CPU time says what
   * the work takes; it leaves out what the collector and the compilers take on their threads.
   */
  static final class Meter {
    private long nanos;
    private long cpuNanos;
    private long bytes;
    private long startNanos;
    private long startCpuNanos;
    private long startBytes;

    void start() {
      startBytes = THREADS.getCurrentThreadAllocatedBytes();
      startCpuNanos = THREADS.getCurrentThreadCpuTime();
      startNanos = System.nanoTime();
    }

    void stop() {
      nanos += System.nanoTime() - startNanos;
      cpuNanos += THREADS.getCurrentThreadCpuTime() - startCpuNanos;
      bytes += THREADS.getCurrentThreadAllocatedBytes() - startBytes;
    }

    long nanos() {
      return nanos;
    }

    long cpuNanos() {
      return cpuNanos;
    }

    long bytes() {
      return bytes;
    }
  }

  MeteredEngine() {
    EngineListener listener =
        new EngineListener() {
          @Override
          public void sessionOpened() {
            sessions.start();
          }

          @Override
          public void sessionClosed(SessionReport report) {
            sessions.stop();
            sessionCount++;
            waitingJobs = report.waitingJobs();
          }
        };
    EnginePorts ports =
        new EnginePorts(
            this::bind,
            eviction -> {
              throw new IllegalStateException("nothing is to be evicted here: " + eviction);
            },
            status -> statusUpdates++,
            listener);
    List<PluginFactory> plugins =
        ServiceLoader.load(PluginFactory.class).stream().map(ServiceLoader.Provider::get).toList();
    try {
      engine =
          new Engine(
              EngineSettings.standard(),
              SchedulerConfiguration.standard(),
              plugins,
              ports,
              Clock.system());
    } catch (ConfigurationException e) {
      throw new AssertionError("the standard configuration is invalid", e);
    }
    engine.offer(new ClusterEvent.FeedsSynced());
    engine.offer(new ClusterEvent.LeadershipChanged(true));
  }

  private void bind(Binding binding) {
    bindings++;
    unanswered.add(binding);
  }

  void offer(List<ClusterEvent> some) {
    for (ClusterEvent event : some) {
      if (event instanceof ClusterEvent.PodChanged(PodSpec pod)) {
        pods.put(pod.uid(), pod);
      }
      engine.offer(event);
    }
    events += some.size();
  }

  /** Runs the engine once; returns whether a session ran. */
  boolean turn() {
    turns.start();
    boolean ran = engine.runOnce();
    turns.stop();
    return ran;
  }

  /** Answers bindings that were sent, the oldest first. */
  void answer(int most) {
    int count = Math.min(most, unanswered.size());
    for (Binding binding : unanswered.subList(0, count)) {
      PodSpec pod = pods.get(binding.podUid());
      if (pod == null) {
        throw new IllegalStateException("nobody created " + binding.podUid());
      }
      engine.offer(new ClusterEvent.BindingConfirmed(binding.podUid()));
      engine.offer(new ClusterEvent.PodChanged(BatchWorkload.bound(pod, binding.nodeName())));
    }
    unanswered.subList(0, count).clear();
    events += 2L * count;
  }

  /** Runs and answers until nothing is left to do but to wait. */
  void settle(int answersEachTurn) {
    while (turn() || !unanswered.isEmpty() || engine.hasEvents()) {
      answer(answersEachTurn);
    }
  }

  Engine engine() {
    return engine;
  }

  /** What sessions took, from opening to the last status. */
  Meter sessions() {
    return sessions;
  }

  /** What everything took, sessions included. */
  Meter turns() {
    return turns;
  }

  int sessionCount() {
    return sessionCount;
  }

  /** Jobs that waited when the last session closed. */
  int waitingJobs() {
    return waitingJobs;
  }

  long bindings() {
    return bindings;
  }

  long statusUpdates() {
    return statusUpdates;
  }

  /** Events offered. */
  long events() {
    return events;
  }
}
