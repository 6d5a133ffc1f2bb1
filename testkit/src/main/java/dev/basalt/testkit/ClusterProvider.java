package dev.basalt.testkit;

import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a cluster comes from. */
public enum ClusterProvider {
  /** Processes of this machine, built from Go modules. */
  LOCAL,
  /** A container; needs a Docker engine. */
  K3S;

  /**
   * Picks the provider: the one that is asked for, else local where it can be had, else k3s.
   *
   * @param wanted {@code local}, {@code k3s}, {@code none} or null for no preference
   * @param whyNotLocal why there can be no local cluster, empty if there can
   * @param whyNotK3s the same for k3s; asked only if it matters, since asking takes a second
   * @throws ControlPlaneUnavailableException if nothing is asked for and nothing can be had, or if
   *     {@code none} is asked for; the message is one line
   * @throws IllegalArgumentException if what is asked for cannot be had or does not exist
   */
  static ClusterProvider choose(
      @Nullable String wanted,
      Supplier<Optional<String>> whyNotLocal,
      Supplier<Optional<String>> whyNotK3s) {
    return switch (wanted == null ? "" : wanted.toLowerCase(Locale.ROOT)) {
      case "" -> {
        Optional<String> notLocal = whyNotLocal.get();
        if (notLocal.isEmpty()) {
          yield LOCAL;
        }
        Optional<String> notK3s = whyNotK3s.get();
        if (notK3s.isEmpty()) {
          yield K3S;
        }
        throw new ControlPlaneUnavailableException(
            "no local cluster: %s; no k3s: %s".formatted(notLocal.get(), notK3s.get()));
      }
      case "local" -> demand(LOCAL, whyNotLocal.get());
      case "k3s" -> demand(K3S, whyNotK3s.get());
      case "none" ->
          throw new ControlPlaneUnavailableException(
              "switched off by " + TestClusters.PROPERTY + "=none");
      default ->
          throw new IllegalArgumentException(
              "%s=%s: write local, k3s or none".formatted(TestClusters.PROPERTY, wanted));
    };
  }

  private static ClusterProvider demand(ClusterProvider provider, Optional<String> obstacle) {
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(
          "%s=%s, but %s"
              .formatted(
                  TestClusters.PROPERTY, provider.name().toLowerCase(Locale.ROOT), obstacle.get()));
    }
    return provider;
  }
}
