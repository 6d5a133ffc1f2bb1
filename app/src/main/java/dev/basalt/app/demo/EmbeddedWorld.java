package dev.basalt.app.demo;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EngineLoop;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.KubeletSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.time.Latency;
import dev.basalt.sim.time.WallTime;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;

/** A simulated cluster in this process, in real time, with the engine as it is shipped. */
final class EmbeddedWorld implements DemoWorld {
  /** What each node can hold, besides 110 pods. */
  private static final String NODE_CPU = "16";

  private static final String NODE_MEMORY = "64Gi";

  private final int nodes;
  private final WallTime time = new WallTime();
  private final SimulatedCluster cluster;
  private final Engine engine;
  private final EngineLoop loop;

  EmbeddedWorld(int nodes, long seed, ClusterLedger ledger) {
    this.nodes = nodes;
    cluster = new SimulatedCluster(time, settings(seed));
    cluster.observe(new SimulatedSights(ledger));
    var client = cluster.newClient();
    EngineSettings settings = EngineSettings.standard();
    EngineListener listener = EngineListener.NONE;
    EnginePorts ports =
        new EnginePorts(
            client.binder(),
            client.evictor(),
            client.statusPublisher(),
            client.volumeBinder(),
            listener);
    List<PluginFactory> plugins =
        ServiceLoader.load(PluginFactory.class).stream().map(ServiceLoader.Provider::get).toList();
    try {
      engine = new Engine(settings, SchedulerConfiguration.standard(), plugins, ports, time);
    } catch (ConfigurationException e) {
      throw new IllegalStateException("the standard configuration cannot be used", e);
    }
    loop = new EngineLoop(engine, settings, listener, time);
    client.start(engine::offer);
  }

  @Override
  public String where() {
    return "simulated cluster in this process";
  }

  @Override
  public String kind() {
    return "embedded";
  }

  @Override
  public void open() throws InterruptedException {
    cluster.addNodes(nodes, NODE_CPU, NODE_MEMORY);
    DemoQueue.ALL.forEach(queue -> cluster.putQueue(queue.name(), queue.weight()));
    loop.start();
    engine.offer(new ClusterEvent.LeadershipChanged(true));
    while (!engine.summary().synced() || engine.summary().nodes() < nodes) {
      Thread.sleep(20);
    }
  }

  @Override
  public int smallestPodsPerNode() {
    return 16;
  }

  @Override
  public void submit(Batch batch) {
    PodTemplate template = PodTemplate.of(batch.requests()).running(batch.runs());
    cluster.submit(
        batch.gang()
            ? Gang.of(batch.name(), batch.queue(), batch.pods(), template)
            : Gang.bag(batch.name(), batch.queue(), batch.pods(), template));
  }

  @Override
  public List<WaitingJob> waiting() {
    return engine.summary().waiting();
  }

  @Override
  public void close() {
    loop.close();
    time.close();
  }

  /**
   * A lively cluster. Its nodes release the room of a pod that ended late, but within the second
   * that the scheduler allows for; how late they are the scheduler cannot read.
   */
  private static ClusterSettings settings(long seed) {
    Latency release = Latency.longTailed(Duration.ofMillis(150), Duration.ofMillis(900));
    return ClusterSettings.standard(seed)
        .with(KubeletSettings.standard().withReleaseDelay(release));
  }
}
