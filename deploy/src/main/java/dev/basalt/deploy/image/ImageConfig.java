package dev.basalt.deploy.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How containers of an image run.
 *
 * @param name of the image, without a tag, such as {@code basalt}
 * @param tag such as {@code 0.1.0}
 * @param architecture in the words of images: {@code amd64} or {@code arm64}
 * @param user {@code UID:GID}; numbers, so that a kubelet can tell that it is not root
 * @param entrypoint what is run; arguments of the container come after it
 * @param environment {@code NAME=value}
 * @param labels by key, in the order in which they are to be written
 * @param created the time that the image tells; no clock's
 */
public record ImageConfig(
    String name,
    String tag,
    String architecture,
    String user,
    List<String> entrypoint,
    List<String> environment,
    Map<String, String> labels,
    Instant created) {

  /** The word that images use for this machine's architecture. */
  public static String machine() {
    String machine = System.getProperty("os.arch");
    return switch (machine) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default -> throw new IllegalStateException("no image is made for " + machine);
    };
  }
}
