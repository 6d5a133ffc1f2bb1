package dev.basalt.app.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * An image's files in a folder, and programs that see nothing but that folder: another root, their
 * own processes, a user that may write under {@code /tmp} alone. The network is the machine's.
 */
final class UnpackedImage {
  private static final String USER = "65532";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final List<String> entrance;
  private final List<String> entrypoint;
  private final Map<String, String> environment;

  private UnpackedImage(
      Path root,
      List<String> entrance,
      List<String> entrypoint,
      Map<String, String> environment) {
    this.root = root;
    this.entrance = entrance;
    this.entrypoint = entrypoint;
    this.environment = environment;
  }

  /**
   * Unpacks an archive with the machine's tar.
   *
   * @param work an empty folder
   */
  static UnpackedImage of(Path archive, Path work) throws IOException, InterruptedException {
    Path layout = Files.createDirectory(work.resolve("layout"));
    Path root = Files.createDirectory(work.resolve("root"));
    run(List.of("tar", "-xf", archive.toString(), "-C", layout.toString()));
    JsonNode image = JSON.readTree(Files.readAllBytes(layout.resolve("manifest.json"))).path(0);
    for (JsonNode layer : image.path("Layers")) {
      run(List.of("tar", "-xpf", layout.resolve(layer.asText()).toString(), "-C", root.toString()));
    }
    JsonNode config =
        JSON.readTree(Files.readAllBytes(layout.resolve(image.path("Config").asText())))
            .path("config");
    List<String> entrypoint = new ArrayList<>();
    config.path("Entrypoint").forEach(word -> entrypoint.add(word.asText()));
    Map<String, String> environment = new java.util.TreeMap<>();
    for (JsonNode variable : config.path("Env")) {
      String[] parts = variable.asText().split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return new UnpackedImage(root, entrance(root), entrypoint, environment);
  }

  /** How this user may enter another root: as root, or as root of a user namespace of its own. */
  private static List<String> entrance(Path root) throws IOException, InterruptedException {
    List<String> entrance =
        new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
    entrance.addAll(List.of("--root=" + root, "--mount-proc=/proc"));
    boolean mayBecomeOther = run(List.of("id", "-u")).strip().equals("0");
    if (mayBecomeOther) {
      entrance.addAll(List.of("--setgid", USER, "--setuid", USER));
    } else {
      entrance.addAll(1, List.of("--user", "--map-root-user"));
    }
    List<String> tried = new ArrayList<>(entrance);
    tried.addAll(List.of("/bin/sh", "-c", "exit 0"));
    Process process = new ProcessBuilder(tried).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      String line =
          "image: NOT RUN, this user may not enter another root here (" + output.strip() + ")";
      System.out.println(line);
      throw new TestAbortedException(line);
    }
    return entrance;
  }

  Path root() {
    return root;
  }

  /** What a container of this image runs when it gets these arguments. */
  ProcessBuilder container(String... arguments) {
    List<String> command = new ArrayList<>(entrypoint);
    command.addAll(List.of(arguments));
    return program(command);
  }

  /** Another program of the image. */
  ProcessBuilder program(List<String> command) {
    List<String> whole = new ArrayList<>(entrance);
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", environment.get("PATH") + ":/sbin");
    return builder;
  }

  /** Runs to the end. @return what was printed on both streams */
  static String output(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new AssertionError("exit code %d of %s:%n%s".formatted(code, builder.command(), output));
    }
    return output;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    return output(new ProcessBuilder(command).redirectErrorStream(true));
  }
}
