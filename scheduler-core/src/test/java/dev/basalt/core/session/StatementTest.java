package dev.basalt.core.session;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.testing.FakeClock;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.core.testing.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StatementTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
  private final List<String> heard = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final FakePlugin listener =
      new FakePlugin(
          "listener",
          hooks ->
              hooks.allocation(
                  new AllocationListener() {
                    @Override
                    public void allocated(Task task) {
                      heard.add("+" + task.pod().name());
                    }

                    @Override
                    public void deallocated(Task task) {
                      heard.add("-" + task.pod().name());
                    }
                  }));
  private final Session.Outbox outbox =
      new Session.Outbox() {
        @Override
        public void bind(Binding binding) {
          sent.add("bind " + binding.podName() + ">" + binding.nodeName());
          if (binding.podName().equals("unlucky")) {
            throw new IllegalStateException("the port fails");
          }
        }

        @Override
        public void evict(Eviction eviction) {
          sent.add("evict " + eviction.podName() + " " + eviction.reason());
        }
      };

  StatementTest() {
    state.reports().nodeChanged(node("n1", "cpu=4"));
  }

  @Test
  void whatIsCommittedIsSentInOrder() {
    Task first = seen(pod("a"));
    Task second = seen(pod("b"));
    Task running = seen(pod("c").on("n1").running());
    inSession(session -> {
      Statement statement = session.statement();
      statement.allocate(first, 0);
      statement.evict(running, "Test", "because");
      statement.allocate(second, 0);
      assertThat(sent).isEmpty();
      assertThat(first.status()).isEqualTo(TaskStatus.ALLOCATED);
      assertThat(running.status()).isEqualTo(TaskStatus.RELEASING);

      statement.commit();
      assertThat(statement.size()).isZero();
      assertThat(session.bindings()).isEqualTo(2);
      assertThat(session.evictions()).isEqualTo(1);
    });

    assertThat(sent).containsExactly("bind a>n1", "evict c Test", "bind b>n1");
    assertThat(heard).containsExactly("+a", "-c", "+b");
    assertThat(first.status()).isEqualTo(TaskStatus.BINDING);
    assertThat(state.nodes().bindingsInFlight().on(0)).isEqualTo(2);
  }

  @Test
  void whatIsDiscardedIsTakenBackLastFirst() {
    Task first = seen(pod("a"));
    Task running = seen(pod("c").on("n1").running());
    Task promised = seen(pod("d").asking("cpu=3"));
    inSession(session -> {
      Statement statement = session.statement();
      statement.allocate(first, 0);
      statement.evict(running, "Test", "because");
      statement.pipeline(promised, 0);
      statement.discard();
    });

    assertThat(heard).containsExactly("+a", "-c", "+d", "-d", "+c", "-a");
    assertThat(sent).isEmpty();
    assertThat(first.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(running.status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(promised.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(state.nodes().used(ResourceSchema.CPU, 0)).isEqualTo(1000);
    assertThat(state.nodes().releasing(ResourceSchema.CPU, 0)).isZero();
    assertThat(state.nodes().pipelined(ResourceSchema.CPU, 0)).isZero();
  }

  @Test
  void reservedRoomIsKeptUntilTheSessionClosesAndPromisedRoomUntilThePromiseEnds() {
    Task running = seen(pod("c").asking("cpu=2").on("n1").running());
    Task promised = seen(pod("d").asking("cpu=2"));
    Task reserved = seen(pod("e").asking("cpu=2"));
    inSession(session -> {
      Statement statement = session.statement();
      statement.evict(running, "Test", "because");
      statement.reserve(reserved, 0);
      statement.pipeline(promised, 0);
      statement.commit();
      assertThat(promised.status()).isEqualTo(TaskStatus.PIPELINED);
      assertThat(reserved.status()).isEqualTo(TaskStatus.ALLOCATED);
      assertThat(state.nodes().futureIdle(ResourceSchema.CPU, 0)).isZero();
    });

    assertThat(promised.status()).isEqualTo(TaskStatus.PIPELINED);
    assertThat(reserved.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(sent).containsExactly("evict c Test");
    assertThat(state.jobs().open()).as("still to be placed").hasSize(2);

    state.reports().podGone("c-uid", 0);
    state.reports().releaseDue(Long.MAX_VALUE);
    assertThat(state.nodes().unused(ResourceSchema.CPU, 0)).isEqualTo(4000);
    assertThat(state.nodes().idle(ResourceSchema.CPU, 0)).as("others may have").isEqualTo(2000);

    state.endNomination(Objects.requireNonNull(promised.job()));
    assertThat(promised.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(state.nodes().idle(ResourceSchema.CPU, 0)).isEqualTo(4000);
    assertThat(state.nominated()).isEmpty();
  }

  @Test
  void aTaskThatIsNotPendingOrDoesNotFitCannotBePlaced() {
    Task large = seen(pod("large").asking("cpu=5"));
    Task running = seen(pod("c").on("n1").running());
    inSession(session -> {
      Statement statement = session.statement();
      assertThatIllegalStateException()
          .isThrownBy(() -> statement.allocate(large, 0))
          .withMessage("team/large does not fit n1");
      assertThatIllegalStateException()
          .isThrownBy(() -> statement.pipeline(large, 0))
          .withMessage("team/large will not fit n1");
      assertThatIllegalStateException()
          .isThrownBy(() -> statement.allocate(running, 0))
          .withMessage("team/c is RUNNING, not PENDING");
      assertThat(statement.size()).isZero();
    });
  }

  @Test
  void onlyABoundTaskWhoseBindingIsAnsweredCanBeEvicted() {
    Task pending = seen(pod("a"));
    Task leaving = seen(pod("c").on("n1").running().deleting());
    inSession(session -> {
      Statement statement = session.statement();
      for (Task task : List.of(pending, leaving)) {
        assertThatIllegalStateException()
            .isThrownBy(() -> statement.evict(task, "Test", ""))
            .withMessageContaining("not bound");
      }
      statement.allocate(pending, 0);
      statement.commit();
      assertThatIllegalStateException()
          .isThrownBy(() -> session.statement().evict(pending, "Test", ""))
          .withMessage("team/a is BINDING, not bound");
    });
  }

  @Test
  void whatAFailureLeavesUncommittedIsTakenBack() {
    Task first = seen(pod("a"));
    Task unlucky = seen(pod("unlucky"));
    Task third = seen(pod("z"));
    assertThatThrownBy(() ->
            inSession(session -> {
              Statement statement = session.statement();
              statement.allocate(first, 0);
              statement.allocate(unlucky, 0);
              statement.allocate(third, 0);
              statement.commit();
            }))
        .hasMessage("the port fails");

    assertThat(first.status()).isEqualTo(TaskStatus.BINDING);
    assertThat(unlucky.status()).as("it may have been sent").isEqualTo(TaskStatus.BINDING);
    assertThat(third.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(state.nodes().used(ResourceSchema.CPU, 0)).isEqualTo(2000);
  }

  private void inSession(Consumer<Session> body) {
    try {
      Policy policy = Policy.of(World.configuration(listener), List.of(listener));
      new SessionFactory(state, policy, new FakeClock(), 1).run("test", outbox, body);
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
  }

  private Task seen(PodBuilder pod) {
    state.reports().podChanged(pod.spec(), 0);
    Task task = state.task(pod.spec().uid());
    if (task == null) {
      throw new AssertionError("not taken in");
    }
    return task;
  }
}
