package dev.basalt.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.World;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineLoopTest {
  private static final long DEADLINE_SECONDS = 30;

  private final BlockingQueue<Binding> bindings = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private final EngineListener listener =
      new EngineListener() {
        @Override
        public void failed(RuntimeException failure) {
          failures.add(String.valueOf(failure.getMessage()));
        }

        @Override
        public void bound(PodSpec pod, long millisSinceCreation) {
          if (pod.name().equals("unlucky")) {
            throw new IllegalStateException("a listener fails");
          }
        }
      };

  @Test
  void decidesAsSoonAsEventsCome() throws Exception {
    Engine engine = engine();
    try (EngineLoop loop =
        new EngineLoop(engine, EngineSettings.standard(), listener, Clock.system())) {
      loop.start();
      begin(engine);
      engine.offer(new ClusterEvent.PodChanged(Sample.pod("p").spec()));

      assertThat(nextBinding()).isNotNull().extracting(Binding::podName).isEqualTo("p");
    }
  }

  @Test
  void goesRoundThoughNothingHappens() throws Exception {
    Engine engine = engine();
    try (EngineLoop loop =
        new EngineLoop(engine, EngineSettings.standard(), listener, Clock.system())) {
      loop.start();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      long longest = 0;
      boolean wentRound = false;
      while (!wentRound && System.nanoTime() < end) {
        long since = loop.nanosSinceLastTurn();
        wentRound = longest > TimeUnit.MILLISECONDS.toNanos(500) && since < longest / 2;
        longest = Math.max(longest, since);
        Thread.sleep(5);
      }
      assertThat(wentRound).isTrue();
    }
  }

  @Test
  void aFailureIsReportedAndTheLoopGoesOn() throws Exception {
    Engine engine = engine();
    try (EngineLoop loop =
        new EngineLoop(engine, EngineSettings.standard(), listener, Clock.system())) {
      loop.start();
      begin(engine);
      engine.offer(new ClusterEvent.PodChanged(Sample.pod("unlucky").spec()));
      assertThat(nextBinding()).isNotNull();
      engine.offer(new ClusterEvent.BindingConfirmed("unlucky-uid"));
      assertThat(failures.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("a listener fails");

      engine.offer(new ClusterEvent.PodChanged(Sample.pod("p").spec()));
      assertThat(nextBinding()).isNotNull().extracting(Binding::podName).isEqualTo("p");
    }
  }

  @Test
  void decidesNothingAfterItIsClosed() throws Exception {
    Engine engine = engine();
    EngineLoop loop = new EngineLoop(engine, EngineSettings.standard(), listener, Clock.system());
    loop.start();
    begin(engine);
    loop.close();

    engine.offer(new ClusterEvent.PodChanged(Sample.pod("p").spec()));
    assertThat(engine.hasEvents()).isTrue();
    assertThat(bindings).isEmpty();
  }

  private @Nullable Binding nextBinding() throws InterruptedException {
    return bindings.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static void begin(Engine engine) {
    engine.offer(new ClusterEvent.QueueChanged(Sample.queue("default")));
    engine.offer(new ClusterEvent.NodeChanged(Sample.node("n1", "cpu=4")));
    engine.offer(new ClusterEvent.FeedsSynced());
    engine.offer(new ClusterEvent.LeadershipChanged(true));
  }

  private Engine engine() throws Exception {
    return new Engine(
        EngineSettings.standard(),
        World.configuration(FakePlugin.gang()),
        List.of(FakePlugin.gang()),
        new EnginePorts(bindings::add, eviction -> {}, status -> {}, listener),
        Clock.system());
  }
}
