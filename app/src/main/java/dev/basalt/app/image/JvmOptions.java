package dev.basalt.app.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JVM's options, from the file that the launchers source.
 *
 * @param common those of every command
 * @param jobctl those of jobctl besides
 */
record JvmOptions(List<String> common, List<String> jobctl) {
  /** A container runs one JVM, and what it may use is the container's limit. */
  private static final String SHARE_OF_MEMORY = "-XX:MaxRAMPercentage=60";

  /**
   * Reads the file.
   *
   * @throws IOException if it does not set what it must
   */
  static JvmOptions read(Path file) throws IOException {
    String text = Files.readString(file);
    return new JvmOptions(words(text, "jvm_common"), words(text, "jvm_jobctl"));
  }

  private static List<String> words(String text, String variable) throws IOException {
    Matcher matcher =
        Pattern.compile("^" + variable + "='([^']+)'$", Pattern.MULTILINE).matcher(text);
    if (!matcher.find()) {
      throw new IOException("the JVM's options do not set " + variable);
    }
    return List.of(matcher.group(1).split(" "));
  }

  /** An argument file for {@code java} with what all commands share. */
  String argumentFile(List<String> classPath) {
    List<String> lines = new ArrayList<>(common);
    lines.add(SHARE_OF_MEMORY);
    lines.add("-cp \"%s\"".formatted(String.join(":", classPath)));
    return String.join("\n", lines) + "\n";
  }
}
