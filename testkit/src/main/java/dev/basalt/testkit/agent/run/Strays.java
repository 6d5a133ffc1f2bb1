package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processes that left the group of their container; their environment still tells whose they are.
 */
final class Strays {
  private Strays() {}

  /**
   * Kills them.
   *
   * @param variable {@code NAME=VALUE}, which is in the environment of one container alone
   */
  static void kill(String variable) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (carries(process, variable)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
              .ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the processes of this machine cannot be listed", e);
    }
  }

  private static boolean carries(Path process, String variable) {
    try {
      // Each variable ends with a zero.
      String environment =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
      return environment.startsWith(variable + '\0')
          || environment.contains('\0' + variable + '\0');
    } catch (IOException e) {
      // It has ended, or is not ours.
      return false;
    }
  }
}
