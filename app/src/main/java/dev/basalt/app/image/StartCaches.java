package dev.basalt.app.image;

import dev.basalt.app.Main;
import dev.basalt.app.rehearsal.JobctlRehearsal;
import dev.basalt.deploy.image.Content;
import dev.basalt.deploy.image.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the image's own Java runtime records of a rehearsal, so that it starts in a fraction of the
 * time. The JVM takes a cache only where runtime and jars have the same size, time and order as
 * when it was recorded; the folder above them may be another one.
 */
final class StartCaches {
  private final Path stage;
  private final JvmOptions options;
  private final Instant time;

  /**
   * @param stage holds the folders {@code runtime} and {@code lib} as the image will
   * @param time of every file in the image
   */
  StartCaches(Path stage, JvmOptions options, Instant time) {
    this.stage = stage;
    this.options = options;
    this.time = time;
  }

  /**
   * Runs both rehearsals.
   *
   * @param jars the class path, in the stage
   * @return the caches by their paths in the image
   */
  Map<String, Content> record(List<Path> jars) throws IOException, InterruptedException {
    try (Stream<Path> paths = Files.walk(stage)) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(time));
      }
    }
    Path arguments = stage.resolve("recording.arguments");
    Files.writeString(
        arguments, options.argumentFile(jars.stream().map(Path::toString).toList()));
    Map<String, Content> caches = new TreeMap<>();
    record("start.aot", arguments, List.of(Main.class.getName(), "rehearse"), caches);
    List<String> jobctl = new ArrayList<>(options.jobctl());
    jobctl.add(JobctlRehearsal.class.getName());
    record("jobctl.aot", arguments, jobctl, caches);
    return caches;
  }

  private void record(
      String name, Path arguments, List<String> program, Map<String, Content> caches)
      throws IOException, InterruptedException {
    Path cache = stage.resolve(name);
    List<String> command = new ArrayList<>();
    command.add(stage.resolve("runtime/bin/java").toString());
    command.add("@" + arguments);
    command.addAll(List.of("-Xlog:aot=off", "-Xlog:cds=off", "-XX:AOTCacheOutput=" + cache));
    command.addAll(program);
    Tool.run(command);
    caches.put("opt/basalt/" + name, new Content.FileCopy(cache, false));
  }
}
