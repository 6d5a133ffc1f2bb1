package dev.basalt.testkit.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The programs of a control plane, built from their Go modules the first time (some minutes) and
 * kept in the cache directory for every later use on this machine.
 *
 * <p>A program's place in the cache is named by what it is made of: our go.mod and go.sum, the
 * linker flags, the version of Go, operating system and architecture. Programs appear there whole
 * or not at all, and processes that want the same one at the same time build it once.
 */
public final class ControlPlaneBinaries {
  private static final int LINES_OF_FAILURE = 20;
  private static final String BUSY =
      "control plane: another process is building it, waiting for that";

  private final Path cache;
  private final Map<String, String> environment;
  private final Consumer<String> progress;

  /**
   * @param cache where programs are kept
   * @param progress gets one line for each step of a build, at least every 15 s
   */
  public ControlPlaneBinaries(Path cache, Consumer<String> progress) {
    this(cache, System.getenv(), progress);
  }

  ControlPlaneBinaries(Path cache, Map<String, String> environment, Consumer<String> progress) {
    this.cache = cache;
    this.environment = Map.copyOf(environment);
    this.progress = progress;
  }

  /** Why nothing can be built here, in one line; empty if a Go that is new enough is installed. */
  public Optional<String> whyNot() throws IOException, InterruptedException {
    try {
      toolchain(GoModule.ETCD, Files.createDirectories(cache.resolve("control-plane")));
      return Optional.empty();
    } catch (ControlPlaneUnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The version of Kubernetes that is built, such as {@code v1.36.3}. */
  public static String kubernetesVersion() {
    return GoModule.kubernetesVersion();
  }

  /**
   * The executables of some parts, built if they are not there yet.
   *
   * @throws ControlPlaneUnavailableException if Go is absent or too old
   * @throws IllegalStateException if a build fails, with the end of the compiler's output
   */
  public Map<Part, Path> get(Set<Part> parts) throws IOException, InterruptedException {
    Path workshop = Files.createDirectories(cache.resolve("control-plane"));
    Map<GoModule, GoToolchain> toolchains = new EnumMap<>(GoModule.class);
    Map<Part, Path> programs = new LinkedHashMap<>();
    List<Part> missing = new ArrayList<>();
    for (Part part : parts.stream().sorted().toList()) {
      GoToolchain go = toolchains.get(part.module());
      if (go == null) {
        go = toolchain(part.module(), workshop);
        toolchains.put(part.module(), go);
      }
      Path program = home(part.module(), go, workshop).resolve(part.program());
      programs.put(part, program);
      if (!Files.isExecutable(program)) {
        missing.add(part);
      }
    }
    if (!missing.isEmpty()) {
      progress.accept(
          "control plane: %d of %d parts to build, once on this machine; some minutes, kept in %s"
              .formatted(missing.size(), parts.size(), workshop));
    }
    for (int i = 0; i < missing.size(); i++) {
      Part part = missing.get(i);
      GoToolchain go = toolchains.get(part.module());
      Path program = programs.get(part);
      if (go != null && program != null) {
        build(part, go, program, "%d of %d".formatted(i + 1, missing.size()));
      }
    }
    return programs;
  }

  private GoToolchain toolchain(GoModule module, Path workshop)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(workshop, "ask-");
    try {
      module.copyTo(folder);
      return GoToolchain.locate(environment, folder, cache);
    } finally {
      deleteTree(folder);
    }
  }

  private static Path home(GoModule module, GoToolchain go, Path workshop) {
    String key = module.contentHash().substring(0, 12);
    return workshop.resolve(
        "%s-%s-%s-%s".formatted(module.folder(), key, go.version(), go.platform()));
  }

  private void build(Part part, GoToolchain go, Path program, String position)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(program.getParent());
    try (FileMutex _ = FileMutex.acquire(home.resolve("lock"), BUSY, progress)) {
      if (Files.isExecutable(program)) {
        return;
      }
      Path folder = Files.createTempDirectory(home, "build-");
      try (Heartbeat heartbeat = new Heartbeat(progress)) {
        heartbeat.announce("control plane: building %s (%s)".formatted(part.program(), position));
        Path made = compile(part, go, folder);
        Files.move(made, program, StandardCopyOption.ATOMIC_MOVE);
        progress.accept(
            "control plane: built %s in %d s"
                .formatted(part.program(), heartbeat.elapsed().toSeconds()));
      } finally {
        deleteTree(folder);
      }
    }
  }

  private static Path compile(Part part, GoToolchain go, Path folder)
      throws IOException, InterruptedException {
    part.module().copyTo(folder);
    Path made = folder.resolve("out").resolve(part.program());
    Path output = folder.resolve("build.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                go.command().toString(),
                "build",
                "-trimpath",
                "-tags",
                part.module().tags(),
                "-ldflags",
                part.module().linkerFlags(),
                "-o",
                made.toString(),
                part.goPackage())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(go.environment());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (process.waitFor() == 0) {
        return made;
      }
    } finally {
      process.destroy();
    }
    List<String> lines = Files.readAllLines(output);
    String tail =
        String.join(
            "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_FAILURE), lines.size()));
    throw new IllegalStateException(
        "go build of %s failed; the end of its output:%n%s".formatted(part.program(), tail));
  }

  /** Deletes a folder and all that is in it. */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
