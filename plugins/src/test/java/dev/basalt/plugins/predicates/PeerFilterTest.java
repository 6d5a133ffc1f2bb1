package dev.basalt.plugins.predicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Task;
import dev.basalt.core.peers.Peers.Part;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each refusal by the pods near a node has words of its own, and each switch its effect. */
final class PeerFilterTest {
  private static final Map<String, String> WEB = Map.of("app", "web");
  private static final PodSelector WEB_PODS = PodSelector.in("ns", LabelSelector.of(WEB));
  private static final Term NEAR_WEB = new Term(WEB_PODS, "zone");

  private final World world = new World();
  private final PeerFilter filter = new PeerFilter(Part.NODE, true, true);
  private final int a = world.node("a", "cpu=9", Map.of("zone", "a"), List.of(), false);
  private final int b = world.node("b", "cpu=9", Map.of("zone", "b"), List.of(), false);

  @Test
  void podsThatHaveToDoWithNoOthersGoAnywhere() {
    PodClass plain = world.podClass("cpu=1");
    assertThat(plain.peers()).isNull();
    assertThat(reject(plain, a)).isNull();
    assertThat(filter.mayAcceptLater(plain)).isFalse();
    assertThat(filter.takesOne(plain, a, world.nodes())).isFalse();
  }

  @Test
  void requiredAffinityLeadsToThePodsItMeans() {
    PodClass fan = podClass(Pods.named("fan").peers(near(NEAR_WEB)));
    assertThat(reject(fan, a)).isEqualTo(PeerFilter.LONELY);
    world.pod(Pods.named("web").labels(WEB).runningOn("a"));
    assertThat(reject(fan, a)).isNull();
    assertThat(reject(fan, b)).isEqualTo(PeerFilter.LONELY);
    assertThat(filter.mayAcceptLater(fan)).isTrue();
  }

  @Test
  void theFirstOfPodsThatMeanThemselvesGoesAnywhereButOnlyWhereTheLabelsAre() {
    int bare = world.node("bare", "cpu=9");
    PodClass first = podClass(Pods.named("first").labels(WEB).peers(near(NEAR_WEB)));
    assertThat(reject(first, a)).isNull();
    assertThat(reject(first, bare)).isEqualTo(PeerFilter.LONELY);
    world.pod(Pods.named("web").labels(WEB).runningOn("b"));
    assertThat(reject(first, a)).isEqualTo(PeerFilter.LONELY);
  }

  @Test
  void requiredAntiAffinityKeepsBothSidesApart() {
    PodClass shy = podClass(Pods.named("shy").peers(apart(NEAR_WEB)));
    PodClass web = podClass(Pods.named("web").labels(WEB));
    world.pod(Pods.named("w1").labels(WEB).runningOn("a"));
    assertThat(reject(shy, a)).isEqualTo(PeerFilter.APART);
    assertThat(reject(shy, b)).isNull();
    assertThat(filter.mayAcceptLater(shy)).isFalse();
    world.pod(Pods.named("s1").peers(apart(NEAR_WEB)).runningOn("b"));
    assertThat(reject(web, b)).isEqualTo(PeerFilter.KEPT_AWAY);
    assertThat(reject(world.podClass("cpu=1"), b)).isNull();
  }

  @Test
  void labelsMeanSomethingOnceAPodNamesThem() {
    Task web = world.pod(Pods.named("web").labels(WEB));
    assertThat(web.podClass().peers()).isNull();
    world.pod(Pods.named("s1").peers(apart(NEAR_WEB)).runningOn("b"));
    assertThat(reject(web.podClass(), b)).isEqualTo(PeerFilter.KEPT_AWAY);
    assertThat(reject(web.podClass(), a)).isNull();
  }

  @Test
  void aNodeTakesOneOfPodsThatKeepAwayFromEachOther() {
    int bare = world.node("bare", "cpu=9");
    PodClass shy = podClass(Pods.named("shy").labels(WEB).peers(apart(NEAR_WEB)));
    assertThat(filter.takesOne(shy, a, world.nodes())).isTrue();
    assertThat(filter.takesOne(shy, bare, world.nodes())).isFalse();
  }

  @Test
  void spreadKeepsDomainsWithinTheSkew() {
    SpreadConstraint even = new SpreadConstraint(1, "zone", true, WEB_PODS, 1, true, false);
    PodClass spread = podClass(Pods.named("spread").labels(WEB).spread(even));
    world.pod(Pods.named("w1").labels(WEB).runningOn("a"));
    assertThat(reject(spread, a)).isEqualTo(PeerFilter.unevenOn("zone"));
    assertThat(reject(spread, b)).isNull();
    world.pod(Pods.named("w2").labels(WEB).runningOn("b"));
    assertThat(reject(spread, a)).isNull();
  }

  @Test
  void switchesTurnChecksOff() {
    SpreadConstraint even = new SpreadConstraint(1, "zone", true, WEB_PODS, 1, true, false);
    PodClass both = podClass(Pods.named("both").labels(WEB).peers(apart(NEAR_WEB)).spread(even));
    world.pod(Pods.named("w1").labels(WEB).runningOn("a"));
    assertThat(new PeerFilter(Part.NODE, false, true).reject(both, a, world.nodes()))
        .isEqualTo(PeerFilter.unevenOn("zone"));
    assertThat(new PeerFilter(Part.NODE, true, false).reject(both, a, world.nodes()))
        .isEqualTo(PeerFilter.APART);
  }

  private PodClass podClass(Pods pods) {
    return world.pod(pods).podClass();
  }

  private @Nullable String reject(PodClass podClass, int node) {
    return filter.reject(podClass, node, world.nodes());
  }

  private static PodAffinity near(Term term) {
    return new PodAffinity(List.of(term), List.of(), List.of(), List.of());
  }

  private static PodAffinity apart(Term term) {
    return new PodAffinity(List.of(), List.of(), List.of(term), List.of());
  }
}
