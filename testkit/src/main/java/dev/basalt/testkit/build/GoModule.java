package dev.basalt.testkit.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Go module of ours that pins where programs come from. */
enum GoModule {
  ETCD,
  KUBERNETES,
  KWOK,
  HELM,
  PROMETHEUS,
  ALERTMANAGER,
  /** A part of Kubernetes too; apart, so that clusters without it are not built anew. */
  KUBELET,
  /** Our own, and the only one with a source. */
  PAUSE;

  private static final List<String> FILES = List.of("go.mod", "go.sum");
  private static final String SOURCE = "main.go";
  private static final Pattern KUBERNETES_VERSION =
      Pattern.compile(
          "^(?:require)?\\s*k8s\\.io/kubernetes (v\\d+\\.\\d+\\.\\S+)", Pattern.MULTILINE);

  /** The name of its folder, among the resources and in the cache. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the linker is told. Kubernetes reports v0.0.0-master unless its version is set this way,
   * and kubectl cannot parse that.
   */
  String linkerFlags() {
    if (this != KUBERNETES && this != KUBELET) {
      return "-s -w";
    }
    String version = kubernetesVersion();
    String[] numbers = version.substring(1).split("\\.");
    String variable = " -X k8s.io/component-base/version.";
    return "-s -w"
        + (variable + "gitVersion=" + version)
        + (variable + "gitMajor=" + numbers[0])
        + (variable + "gitMinor=" + numbers[1]);
  }

  /**
   * The build tags, separated by commas; empty for none. Prometheus is built without the clouds'
   * ways of finding targets, which are most of its code: tests name theirs.
   */
  String tags() {
    return this == PROMETHEUS ? "remove_all_sd" : "";
  }

  private List<String> files() {
    return this == PAUSE ? Stream.concat(FILES.stream(), Stream.of(SOURCE)).toList() : FILES;
  }

  /** A hash over everything of ours that decides what a build of this module gives. */
  String contentHash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : files()) {
        digest.update(read(file));
      }
      digest.update(linkerFlags().getBytes(StandardCharsets.UTF_8));
      digest.update(tags().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Writes the module's files into a folder. */
  void copyTo(Path target) throws IOException {
    Files.createDirectories(target);
    for (String file : files()) {
      Files.write(target.resolve(file), read(file));
    }
  }

  /** The version of Kubernetes that the control plane is built from, such as {@code v1.36.3}. */
  static String kubernetesVersion() {
    String text = new String(KUBERNETES.read("go.mod"), StandardCharsets.UTF_8);
    Matcher matcher = KUBERNETES_VERSION.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("kubernetes/go.mod does not require k8s.io/kubernetes");
    }
    return matcher.group(1);
  }

  private byte[] read(String file) {
    String name = "control-plane/" + folder() + "/" + file;
    try (InputStream in = GoModule.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
