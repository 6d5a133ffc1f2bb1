package dev.basalt.plugins.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.SessionFactory;
import dev.basalt.core.session.Statement;
import dev.basalt.plugins.Pods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plugins of the tutorial do what it says, and stand there as they are here. */
final class TutorialTest {
  private static final Path TUTORIAL = Path.of("..", "docs", "plugin-tutorial.md");
  private static final Path SOURCES = Path.of("src/test/java/dev/basalt/plugins/tutorial");

  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);

  @Test
  void theTutorialShowsTheSourcesAsTheyAre() throws IOException {
    String tutorial = Files.readString(TUTORIAL);
    for (String name : List.of("CalmPlugin", "ZoneLimitPlugin")) {
      String source = Files.readString(SOURCES.resolve(name + ".java"));
      String body = source.substring(source.indexOf("public final class"));
      assertThat(tutorial).as(name).contains("```java\n" + body + "```");
    }
  }

  @Test
  void calmAvoidsNodesDueForMaintenanceAndPrefersThoseWithFewPods() throws Exception {
    node("n0", Map.of("maintenance", "today"));
    node("n1", Map.of());
    node("n2", Map.of());
    assertThat(placed("calm", 4)).containsExactly("n1", "n2", "n1", "n2");
  }

  @Test
  void zoneLimitPutsTwoPodsOfAShapeIntoAZoneAndTheNextOnceOneHasGone() throws Exception {
    node("a1", Map.of("topology.kubernetes.io/zone", "a"));
    node("a2", Map.of("topology.kubernetes.io/zone", "a"));
    node("b1", Map.of("topology.kubernetes.io/zone", "b"));
    SessionFactory sessions = sessions("zonelimit");
    List<Task> tasks = tasks(5);
    assertThat(place(sessions, tasks)).containsExactly("a1", "a1", "b1", "b1", "none");

    state.reports().podGone(tasks.get(2).uid(), 0);
    state.reports().releaseDue(Long.MAX_VALUE);
    assertThat(place(sessions, List.of(tasks.get(4)))).containsExactly("b1");
  }

  @Test
  void zoneLimitCountsThePodsThatWereThereBeforeIt() throws Exception {
    node("a1", Map.of("topology.kubernetes.io/zone", "a"));
    for (int i = 0; i < 2; i++) {
      state
          .reports()
          .podChanged(Pods.named("old-" + i).requests("cpu=1").runningOn("a1").spec(), 0);
    }
    assertThat(placed("zonelimit", 1)).containsExactly("none");
  }

  private List<String> placed(String plugin, int pods) throws Exception {
    return place(sessions(plugin), tasks(pods));
  }

  private List<Task> tasks(int count) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      state.reports().podChanged(Pods.named("p-" + i).requests("cpu=1").spec(), 0);
    }
    for (Task task : state.tasks()) {
      if (task.node() == Task.NO_NODE) {
        tasks.add(task);
      }
    }
    tasks.sort((first, second) -> Integer.compare(first.ordinal(), second.ordinal()));
    return tasks;
  }

  private SessionFactory sessions(String plugin) throws Exception {
    SchedulerConfiguration configuration =
        SchedulerConfiguration.parse(
            "actions: allocate\ntiers:\n- plugins:\n  - name: " + plugin + "\n");
    Policy policy =
        Policy.of(configuration, List.of(new CalmPlugin.Factory(), new ZoneLimitPlugin.Factory()));
    return new SessionFactory(state, policy, Clock.system(), Long.MAX_VALUE);
  }

  private List<String> place(SessionFactory sessions, List<Task> tasks) {
    List<String> nodes = new ArrayList<>();
    Session.Outbox outbox =
        new Session.Outbox() {
          @Override
          public void bind(Binding binding) {
            nodes.add(binding.nodeName());
          }

          @Override
          public void evict(Eviction eviction) {
            throw new AssertionError("nothing is to be evicted: " + eviction);
          }
        };
    sessions.run(
        "tutorial",
        outbox,
        session -> {
          for (Task task : tasks) {
            int node = session.bestNode(task, false);
            if (node == Task.NO_NODE) {
              nodes.add("none");
              continue;
            }
            Statement statement = session.statement();
            statement.allocate(task, node);
            statement.commit();
          }
        });
    return nodes;
  }

  private void node(String name, Map<String, String> labels) {
    ResourceList allocatable = ResourceList.of(Map.of("cpu", 8000L, "pods", 10L));
    state
        .reports()
        .nodeChanged(
            NodeSpec.builder(name, "uid-" + name).allocatable(allocatable).labels(labels).build());
  }
}
