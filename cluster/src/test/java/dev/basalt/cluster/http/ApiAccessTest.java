package dev.basalt.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiAccessTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: a
      clusters:
        - {name: one, cluster: {server: "https://one:6443"}}
        - {name: two, cluster: {server: "https://two:6443"}}
      users:
        - {name: u, user: {token: secret}}
      contexts:
        - {name: a, context: {cluster: one, user: u}}
        - {name: b, context: {cluster: two, user: u}}
      """;

  @TempDir Path directory;

  @Test
  void takesTheCurrentOrTheNamedContext() throws Exception {
    Path file = Files.writeString(directory.resolve("config"), KUBECONFIG);
    assertThat(ApiAccess.kubeconfig(file).server()).startsWith("https://one:6443");
    assertThat(ApiAccess.kubeconfig(file, "b").server()).startsWith("https://two:6443");
  }

  @Test
  void clientNeitherRetriesNorUsesWebSockets() throws Exception {
    Path file = Files.writeString(directory.resolve("config"), KUBECONFIG);
    Config config = ApiAccess.kubeconfig(file).toConfig("basalt/1");
    assertThat(config.getRequestRetryBackoffLimit()).isZero();
    assertThat(config.isOnlyHttpWatches()).isTrue();
    assertThat(config.getUserAgent()).isEqualTo("basalt/1");
    assertThat(config.getAutoOAuthToken()).isEqualTo("secret");
  }

  @Test
  void userWithoutATokenNeverMakesTheClientReadTheFileAgain() throws Exception {
    Path file =
        Files.writeString(directory.resolve("config"), KUBECONFIG.replace("token: secret", ""));
    Config config = ApiAccess.kubeconfig(file).toConfig("basalt/1");
    assertThat(config.getOauthTokenProvider()).isNotNull();
    assertThat(config.getOauthTokenProvider().getToken()).isNull();
  }

  @Test
  void unusableKubeconfigIsNamed() throws Exception {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> ApiAccess.kubeconfig(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing cannot be read");
    Path broken = Files.writeString(directory.resolve("broken"), "clusters: [");
    assertThatThrownBy(() -> ApiAccess.kubeconfig(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken");
    Path file = Files.writeString(directory.resolve("config"), KUBECONFIG);
    assertThatThrownBy(() -> ApiAccess.kubeconfig(file, "nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void serviceAccountIsReadFromItsDirectory() throws Exception {
    Files.writeString(directory.resolve("token"), "t1\n");
    ApiAccess access =
        ApiAccess.inCluster(
            directory,
            Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443"));
    assertThat(access.server()).startsWith("https://[fd00::1]:6443");
    assertThat(access.toConfig("basalt/1").getOauthTokenProvider().getToken()).isEqualTo("t1");
  }

  @Test
  void outsideAClusterTheErrorNamesTheRemedy() {
    assertThatThrownBy(() -> ApiAccess.inCluster(directory, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--kubeconfig");
  }
}
