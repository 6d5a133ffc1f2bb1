package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClaimUse;
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

  @Test
  void classesOfPodsWithClaimsOfTheirOwnAreLetGoWithTheirClaims() {
    int highest = 0;
    for (int i = 0; i < 3000; i++) {
      PodShape shape =
          PodShape.builder(Sample.amounts("cpu=1"))
              .claims(List.of(new ClaimUse("team/scratch-" + i, null)))
              .build();
      Task task = seen("p" + i, Map.of(), shape);
      highest = Math.max(highest, task.podClass().id());
      assertThat(state.nodes().volumes().claims(task.podClass())).hasSize(1);
      state.reports().podGone("p" + i, 0);
    }
    assertThat(highest).isLessThan(1000);
    assertThat(state.nodes().volumes().claim("team/scratch-0")).isNull();
    assertThat(state.nodes().volumes().claim("team/scratch-2999")).isNotNull();
  }

  @Test
  void aClassIsNotLetGoWhileANodeStillHoldsRoomOfIt() {
    ClusterState slow = new ClusterState(Set.of("basalt"), "default", 1_000);
    slow.reports().nodeChanged(Sample.node("n1", "cpu=4000"));
    for (int i = 0; i < 2000; i++) {
      String name = "p" + i;
      Map<String, String> labels = Map.of("job", "j" + i);
      PodShape shape =
          PodShape.builder(Sample.amounts("cpu=1"))
              .podAffinity(apart(labels, LabelSelector.NOTHING))
              .claims(List.of(new ClaimUse("team/scratch-" + i, null)))
              .build();
      PodSpec pod =
          PodSpec.builder(name, "team", name)
              .schedulerName("basalt")
              .labels(labels)
              .shape(shape)
              .nodeName("n1")
              .build();
      slow.reports().podChanged(pod, 0);
      slow.reports().podGone(name, 0);
    }
    assertThat(slow.nodes().volumes().claim("team/scratch-0")).isNotNull();
    slow.reports().releaseDue(Long.MAX_VALUE);
    assertThat(slow.nodes().tasksOn(slow.nodes().id("n1"))).isEmpty();
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
    return seen(
        name, labels, PodShape.builder(Sample.amounts("cpu=1")).podAffinity(affinity).build());
  }

  private Task seen(String name, Map<String, String> labels, PodShape shape) {
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
