package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.event.ClusterEvent.FeedsSynced;
import dev.basalt.core.event.ClusterEvent.LeadershipChanged;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.UserOrder;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is known of the past of users, whoever leads. */
class EngineUsersTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static final FakePlugin USERS =
      new FakePlugin(
          "users",
          hooks ->
              hooks.userOrder(
                  UserSource.NAMESPACE,
                  HOUR.toNanos(),
                  new UserOrder() {
                    @Override
                    public int compare(QueueUser first, QueueUser second, boolean promisesToo) {
                      return 0;
                    }

                    @Override
                    public double share(QueueUser user) {
                      return user.past(ResourceSchema.CPU);
                    }
                  }));

  private final World world = new World(USERS).node(node("n1", "cpu=100"));

  private double past() {
    CompletableFuture<Double> past =
        world.engine.ask(session -> {
          QueueUser user = session.state().users().all().getFirst();
          user.advance(session.nowNanos());
          return user.past(ResourceSchema.CPU);
        });
    world.run();
    return past.join();
  }

  @Test
  void aStandbyCountsAlongAndForgetsNothingWhenItTakesOver() {
    world.pod(pod("p").asking("cpu=8").on("n1").running());
    world.offer(new FeedsSynced()).run();
    world.pass(HOUR);
    world.pod(pod("p").asking("cpu=8").on("n1").ended(PodPhase.SUCCEEDED)).run();
    world.pass(HOUR);
    world.offer(new LeadershipChanged(true)).run();

    assertThat(past()).isCloseTo(2000, within(1e-6));
    world.offer(new LeadershipChanged(false)).run();
    world.pass(HOUR);
    world.offer(new LeadershipChanged(true)).run();
    assertThat(past()).isCloseTo(1000, within(1e-6));
  }

  @Test
  void anotherConfigurationThatReadsTheSameUsersForgetsNothing() {
    world.pod(pod("p").asking("cpu=8").on("n1").running());
    world.started().pass(HOUR);
    world.engine.configure(World.configuration(USERS));
    world.run();

    assertThat(past()).isCloseTo(4000, within(1e-6));
  }

  @Test
  void aNewProcessCountsFromTheStartsOfPodsThatRun() {
    long anHourAgo = world.clock.epochMillis() - HOUR.toMillis();
    world.pod(pod("p").asking("cpu=8").on("n1").running().started(anHourAgo));
    world.started().run();

    assertThat(past()).isCloseTo(4000, within(1e-6));
    assertThat(world.engine.summary().usersLeftOut()).isZero();
  }
}
