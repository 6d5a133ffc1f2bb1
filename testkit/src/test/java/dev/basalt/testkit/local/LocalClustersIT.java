package dev.basalt.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.testkit.ClusterProvider;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalClustersIT {
  private static final NodeShape SHAPE = NodeShape.of("4", "16Gi", 110);
  private static final String NAME = "it-" + ProcessHandle.current().pid();

  private final List<String> progress = new ArrayList<>();

  /** A JVM that does what the command line does, and ends. */
  static final class Command {
    public static void main(String[] arguments) throws Exception {
      LocalClusters.ofThisUser(System.out::println).up(arguments[0], 2, SHAPE);
    }
  }

  @BeforeEach
  void needLocal() {
    try {
      Assumptions.assumeTrue(TestClusters.provider() == ClusterProvider.LOCAL, "no local cluster");
    } catch (ControlPlaneUnavailableException e) {
      Assumptions.abort("integration tests on a real API server skipped: " + e.getMessage());
    }
  }

  private LocalClusters clusters() {
    return LocalClusters.ofThisUser(progress::add);
  }

  @AfterEach
  void down() throws Exception {
    clusters().down(NAME);
  }

  @Test
  void aClusterOutlivesTheProcessThatStartedIt() throws Exception {
    Process command =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Command.class.getName(),
                NAME)
            .inheritIO()
            .start();
    assertThat(command.waitFor()).isZero();

    assertThat(clusters().status(NAME))
        .hasValueSatisfying(status -> {
          assertThat(status.ready()).isTrue();
          assertThat(status.nodes()).isEqualTo(2);
          assertThat(status.programs()).hasSize(4).doesNotContainValue(false);
          assertThat(status.kubeconfig()).content().contains(status.url());
        });

    assertThat(clusters().up(NAME, 5, SHAPE).nodes()).isEqualTo(5);
    assertThat(clusters().up(NAME, 3, SHAPE).nodes()).isEqualTo(5);
    assertThat(clusters().down(NAME)).isTrue();

    assertThat(clusters().status(NAME)).isEmpty();
    assertThat(clusters().down(NAME)).isFalse();
  }

  @Test
  void upRestartsWhatDied() throws Exception {
    clusters().up(NAME, 1, SHAPE);
    Path identity =
        CacheDirectory.locate()
            .resolve("clusters")
            .resolve(NAME)
            .resolve("processes/kube-apiserver");
    Optional<ProcessHandle> apiServer =
        ProcessIdentity.parse(Files.readString(identity)).flatMap(ProcessIdentity::handle);
    assertThat(apiServer).isPresent();
    apiServer.get().destroyForcibly();
    Eventually.within(Duration.ofMinutes(1))
        .passes(() -> assertThat(apiServer.get().isAlive()).isFalse());
    assertThat(clusters().status(NAME))
        .hasValueSatisfying(status -> {
          assertThat(status.ready()).isFalse();
          assertThat(status.programs()).containsEntry("kube-apiserver", false);
        });

    LocalClusters.Status status = clusters().up(NAME, 1, SHAPE);

    assertThat(status.ready()).isTrue();
    assertThat(status.nodes()).isEqualTo(1);
  }

  @Test
  void badNamesAndNumbersAreRefusedBeforeAnythingStarts() throws IOException {
    assertThatThrownBy(() -> clusters().up("../etc", 1, SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"../etc\"");
    assertThatThrownBy(() -> clusters().up(NAME, -1, SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThat(clusters().status(NAME)).isEmpty();
  }
}
