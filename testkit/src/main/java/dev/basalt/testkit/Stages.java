package dev.basalt.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How KWOK is set up: what it makes of nodes and pods, and its command line. */
public final class Stages {
  /**
   * KWOK renews a node's lease every quarter of this: 1,000 nodes then cost ten writes a second
   * rather than a hundred. The controller manager's grace period must be longer.
   */
  private static final int LEASE_SECONDS = 400;

  private Stages() {}

  /** KWOK's configuration, in YAML. */
  public static String text() {
    try (InputStream in = Stages.class.getResourceAsStream("stages.yaml")) {
      if (in == null) {
        throw new IllegalStateException("resource missing: stages.yaml");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource stages.yaml", e);
    }
  }

  /**
   * KWOK's command line without the executable.
   *
   * @param kubeconfig path of a kubeconfig as KWOK sees it
   * @param stages path of a file with {@link #text()}
   */
  public static List<String> kwokArguments(String kubeconfig, String stages) {
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--config=" + stages,
        "--manage-nodes-with-annotation-selector="
            + (FakeNodes.ANNOTATION + "=" + FakeNodes.ANNOTATION_VALUE),
        "--node-lease-duration-seconds=" + LEASE_SECONDS,
        "--node-ip=10.0.0.1",
        "--cidr=10.64.0.0/10",
        "--v=WARN");
  }
}
