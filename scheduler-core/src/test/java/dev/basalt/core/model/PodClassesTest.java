package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.testing.Sample;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which pods are interchangeable: labels count where somebody names them, and nowhere else. */
class PodClassesTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);

  @Test
  void labelsThatNobodyNamesMakeNoClasses() {
    Task web = pod("web", Map.of("app", "web"), PodAffinity.NONE);
    Task db = pod("db", Map.of("app", "db"), PodAffinity.NONE);
    assertThat(web.podClass()).isSameAs(db.podClass());
    assertThat(state.nodes().peers().isEmpty()).isTrue();
  }

  @Test
  void aPodThatIsMeantIsOfAnotherClassThanOneThatIsNot() {
    Task web = pod("web", Map.of("app", "web"), PodAffinity.NONE);
    Task db = pod("db", Map.of("app", "db"), PodAffinity.NONE);
    pod("shy", Map.of(), apart(Map.of("app", "web"), LabelSelector.NOTHING));
    assertThat(web.podClass().id()).isNotEqualTo(db.podClass().id());
    assertThat(db.podClass().peers()).isNull();
  }

  @Test
  void pendingTasksOfAJobAreCountedUnderTheirNewClass() {
    Task web = pod("web", Map.of("app", "web"), PodAffinity.NONE);
    pod("shy", Map.of(), apart(Map.of("app", "web"), LabelSelector.NOTHING));
    PendingTasks pending = Objects.requireNonNull(web.job()).pending();
    assertThat(pending.kinds()).isOne();
    assertThat(pending.podClass(0)).isSameAs(web.podClass());
  }

  @Test
  void theLabelsOfANamespaceMakeItsPodsMeant() {
    Task web = pod("web", Map.of("app", "web"), PodAffinity.NONE);
    pod("shy", Map.of(), apart(Map.of("app", "web"), LabelSelector.of(Map.of("kind", "lab"))));
    assertThat(web.podClass().peers()).isNull();
    state
        .reports()
        .namespaceChanged(
            NamespaceSpec.builder("team", "uid").labels(Map.of("kind", "lab")).build());
    assertThat(web.podClass().peers()).isNotNull();
    state.reports().namespaceGone("team", "uid");
    assertThat(web.podClass().peers()).isNull();
  }

  @Test
  void whatPodsSaidIsForgottenOnceManySuchPodsHaveGone() {
    for (int i = 0; i < 2000; i++) {
      Map<String, String> labels = Map.of("job", "j" + i);
      pod("p" + i, labels, apart(labels, LabelSelector.NOTHING));
      state.reports().podGone("p" + i, 0);
      state.reports().releaseDue(Long.MAX_VALUE);
    }
    assertThat(state.nodes().peers().size()).isBetween(1, 1000);
  }

  private static PodAffinity apart(Map<String, String> labels, LabelSelector namespaces) {
    boolean elsewhere = !namespaces.equals(LabelSelector.NOTHING);
    PodSelector pods =
        new PodSelector(
            LabelSelector.of(labels), elsewhere ? List.of() : List.of("team"), namespaces);
    return new PodAffinity(
        List.of(), List.of(), List.of(new PodAffinity.Term(pods, "zone")), List.of());
  }

  private Task pod(String name, Map<String, String> labels, PodAffinity affinity) {
    PodShape shape = PodShape.builder(Sample.amounts("cpu=1")).podAffinity(affinity).build();
    state
        .reports()
        .podChanged(
            PodSpec.builder(name, "team", name)
                .schedulerName("basalt")
                .labels(labels)
                .shape(shape)
                .build(),
            0);
    return Objects.requireNonNull(state.task(name));
  }
}
