package dev.basalt.core.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.session.Policy;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.UserOrder;
import dev.basalt.core.testing.Sample;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobQueuesTest {
  /** Urgent jobs of all users first, then who was served least often, then by priority. */
  private static final class LeastServed implements PluginFactory, Plugin, UserOrder {
    private final Map<QueueUser, Integer> served = new HashMap<>();

    @Override
    public String name() {
      return "leastserved";
    }

    @Override
    public Plugin create(Arguments arguments) {
      return this;
    }

    @Override
    public void register(Hooks hooks) {
      hooks.jobOrder((a, b) -> Boolean.compare(b.priority() > 8, a.priority() > 8));
      hooks.userOrder(UserSource.USER_ANNOTATION, 0, this);
      hooks.jobOrder((a, b) -> Integer.compare(b.priority(), a.priority()));
    }

    @Override
    public int compare(QueueUser first, QueueUser second, boolean promisesToo) {
      return Double.compare(share(first), share(second));
    }

    @Override
    public double share(QueueUser user) {
      return served.getOrDefault(user, 0);
    }

    void serve(Job job) {
      served.merge(job.user(), 1, Integer::sum);
    }
  }

  private final LeastServed plugin = new LeastServed();
  private final Policy policy;
  private final List<Job> jobs = new ArrayList<>();

  JobQueuesTest() throws ConfigurationException {
    policy =
        Policy.of(
            SchedulerConfiguration.parse(
                "actions: \"allocate\"\ntiers:\n- plugins:\n  - name: leastserved\n"),
            List.of(plugin));
  }

  /** Jobs of some users in some queues. */
  private void submit(Source source, int count) {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    state.followUsers(UserSource.USER_ANNOTATION, 0);
    for (int i = 0; i < count; i++) {
      state
          .reports()
          .podChanged(
              Sample.pod("p" + i)
                  .in(source.pick("default", "other"))
                  .by("user-" + source.between(0, 5))
                  .priority(source.between(0, 10))
                  .spec(),
              0);
    }
    jobs.addAll(state.jobs().all());
  }

  @Test
  void eachTurnGoesToTheFirstOfAllJobsAsSharesChange() {
    Property.named("lines of users against a search of all jobs")
        .tries(300)
        .check(source -> {
          JobQueuesTest test = fresh();
          test.submit(source, source.size(1, 40));
          JobQueues queues = new JobQueues(test.policy);
          test.jobs.forEach(queues::add);
          List<Job> naive = new ArrayList<>(test.jobs);
          while (!naive.isEmpty()) {
            Job expected = naive.stream().min(test::compare).orElseThrow();
            Job job = queues.poll(queue -> true);
            assertThat(job).isSameAs(expected);
            naive.remove(expected);
            if (source.chance(60)) {
              test.plugin.serve(expected);
            }
            boolean again = source.chance(50);
            if (again) {
              queues.add(expected);
              naive.add(expected);
            }
            if (source.chance(5)) {
              Job late = source.pick(test.jobs);
              if (!naive.contains(late)) {
                queues.add(late);
                naive.add(late);
              }
            }
            assertThat(queues.remaining(expected.queue()))
                .containsExactlyInAnyOrderElementsOf(
                    naive.stream().filter(other -> other.queue() == expected.queue()).toList());
          }
          assertThat(queues.poll(queue -> true)).isNull();
        });
  }

  @Test
  void aQueueThatIsNotOpenLosesItsJobsOfAllUsers() {
    Property.named("closed lines")
        .tries(50)
        .check(source -> {
          JobQueuesTest test = fresh();
          test.submit(source, source.size(1, 40));
          JobQueues queues = new JobQueues(test.policy);
          test.jobs.forEach(queues::add);
          int left = 0;
          for (Job job = queues.poll(queue -> queue.name().equals("other"));
              job != null;
              job = queues.poll(queue -> queue.name().equals("other"))) {
            assertThat(job.queue().name()).isEqualTo("other");
            left++;
          }
          assertThat(left)
              .isEqualTo(
                  (int) test.jobs.stream().filter(j -> j.queue().name().equals("other")).count());
          Job again = test.jobs.getFirst();
          queues.add(again);
          assertThat(queues.poll(queue -> true)).isSameAs(again);
        });
  }

  private int compare(Job first, Job second) {
    int byQueue = policy.compareQueues(first.queue(), second.queue());
    return byQueue != 0 ? byQueue : policy.compareJobs(first, second);
  }

  private static JobQueuesTest fresh() {
    try {
      return new JobQueuesTest();
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
