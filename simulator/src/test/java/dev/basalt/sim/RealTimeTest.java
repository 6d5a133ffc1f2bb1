package dev.basalt.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EngineLoop;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.event.ClusterEvent.LeadershipChanged;
import dev.basalt.sim.check.BindingStatistics;
import dev.basalt.sim.check.Invariants;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedClient;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.time.WallTime;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same cluster in real time, with the engine on its own thread. */
class RealTimeTest {
  private static final int GANGS = 20;
  private static final int PODS = 25;

  @Test
  void gangsRunToTheirEndInRealTime() throws ConfigurationException, InterruptedException {
    try (WallTime time = new WallTime()) {
      SimulatedCluster cluster = new SimulatedCluster(time, ClusterSettings.standard(1));
      Invariants invariants = new Invariants(cluster);
      BindingStatistics statistics = new BindingStatistics(time);
      CountDownLatch ended = new CountDownLatch(GANGS * PODS);
      cluster.observe(statistics);
      cluster.observe(new EndedPods(ended));
      cluster.putQueue("default", 1);
      cluster.addNodes(50, "8", "32Gi");
      SimulatedClient client = cluster.newClient();
      SchedulerSetup setup = SchedulerSetup.standard();
      Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
      EngineListener recorder =
          new EngineListener() {
            @Override
            public void failed(RuntimeException failure) {
              failures.add(failure);
            }
          };
      Engine engine =
          new Engine(
              setup.settings(),
              setup.configuration(),
              setup.plugins(),
              new EnginePorts(
                  client.binder(), client.evictor(), client.statusPublisher(), EngineListener.NONE),
              time);
      try (EngineLoop loop = new EngineLoop(engine, setup.settings(), recorder, time)) {
        loop.start();
        client.start(engine::offer);
        engine.offer(new LeadershipChanged(true));
        PodTemplate pod = PodTemplate.of("1", "1Gi").running(Duration.ofMillis(200));
        for (int i = 0; i < GANGS; i++) {
          cluster.submit(Gang.of("g" + i, "default", PODS, pod));
        }

        assertThat(ended.await(60, TimeUnit.SECONDS))
            .as(() -> ended.getCount() + " pods have not ended: " + engine.summary())
            .isTrue();
        assertThat(failures).isEmpty();
      }
      assertThat(time.ask(statistics::succeeded)).isEqualTo(GANGS * PODS);
      assertThat(invariants.all(Duration.ofSeconds(30))).isEmpty();
    }
  }
}
