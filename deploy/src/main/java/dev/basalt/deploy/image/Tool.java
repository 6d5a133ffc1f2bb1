package dev.basalt.deploy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Runs a program of the building machine to its end, with nothing that its environment tells JVMs. */
public final class Tool {
  private static final Set<String> JVM_VARIABLES =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTIONS", "_JAVA_OPTIONS");
  private static final int LINES_OF_FAILURE = 20;

  private Tool() {}

  /**
   * What the program printed on both streams.
   *
   * @throws IOException if it failed, with the end of what it printed
   */
  public static String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(JVM_VARIABLES);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      List<String> lines = output.lines().toList();
      List<String> tail =
          lines.subList(Math.max(0, lines.size() - LINES_OF_FAILURE), lines.size());
      throw new IOException(
          "%s failed with code %d:%n%s"
              .formatted(command.getFirst(), code, String.join("\n", tail)));
    }
    return output;
  }
}
