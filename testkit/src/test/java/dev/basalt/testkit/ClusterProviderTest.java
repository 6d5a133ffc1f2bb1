package dev.basalt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterProviderTest {
  private static Optional<String> yes() {
    return Optional.empty();
  }

  private static Optional<String> noGo() {
    return Optional.of("no Go");
  }

  private static Optional<String> noDocker() {
    return Optional.of("no Docker");
  }

  private static Optional<String> unasked() {
    throw new AssertionError("nobody should ask");
  }

  @Test
  void prefersLocalAndThenDoesNotAskDocker() {
    assertThat(ClusterProvider.choose(null, ClusterProviderTest::yes, ClusterProviderTest::unasked))
        .isEqualTo(ClusterProvider.LOCAL);
  }

  @Test
  void takesK3sWhereGoIsMissing() {
    assertThat(ClusterProvider.choose(null, ClusterProviderTest::noGo, ClusterProviderTest::yes))
        .isEqualTo(ClusterProvider.K3S);
  }

  @Test
  void namesBothObstaclesInOneLineWhereNothingCanBeHad() {
    assertThatThrownBy(() ->
            ClusterProvider.choose(null, ClusterProviderTest::noGo, ClusterProviderTest::noDocker))
        .isInstanceOf(ControlPlaneUnavailableException.class)
        .hasMessage("no local cluster: no Go; no k3s: no Docker");
  }

  @Test
  void obeysAWishWhateverElseThereIs() {
    assertThat(ClusterProvider.choose("K3s", ClusterProviderTest::yes, ClusterProviderTest::yes))
        .isEqualTo(ClusterProvider.K3S);
    assertThat(ClusterProvider.choose("local", ClusterProviderTest::yes, ClusterProviderTest::yes))
        .isEqualTo(ClusterProvider.LOCAL);
  }

  @Test
  void failsRatherThanSkipsWhenAWishCannotBeMet() {
    assertThatThrownBy(() ->
            ClusterProvider.choose("local", ClusterProviderTest::noGo, ClusterProviderTest::yes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("basalt.cluster=local, but no Go");
  }

  @Test
  void noneSkipsEvenWhereAClusterCouldBeHad() {
    assertThatThrownBy(() ->
            ClusterProvider.choose("none", ClusterProviderTest::yes, ClusterProviderTest::yes))
        .isInstanceOf(ControlPlaneUnavailableException.class)
        .hasMessage("switched off by basalt.cluster=none");
  }

  @Test
  void namesTheChoicesForAnUnknownWish() {
    assertThatThrownBy(() ->
            ClusterProvider.choose("kind", ClusterProviderTest::yes, ClusterProviderTest::yes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("basalt.cluster=kind: write local, k3s or none");
  }
}
