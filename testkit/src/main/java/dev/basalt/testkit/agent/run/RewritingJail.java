package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Without mounts: wherever a mount's path stands in the command, its arguments, the working
 * directory or a variable, the path of what is mounted is put in its place. A path that the program
 * has from elsewhere leads to this machine's own files.
 */
final class RewritingJail implements Jail {
  @Override
  public Invocation enter(Launch launch) throws IOException {
    List<Launch.Mount> longestFirst = new ArrayList<>(launch.mounts());
    longestFirst.sort(Comparator.comparingInt(mount -> -mount.path().length()));
    List<String> line = new ArrayList<>(List.of("setsid", "env", "-i"));
    for (String assignment : launch.assignments()) {
      line.add(rewrite(assignment, longestFirst));
    }
    for (String word : launch.command()) {
      line.add(rewrite(word, longestFirst));
    }
    return new Invocation(line, folder(launch, longestFirst));
  }

  /** A working directory that this machine does not have is one in the scratch folder. */
  private static Path folder(Launch launch, List<Launch.Mount> mounts) throws IOException {
    if (launch.workingDir().isEmpty()) {
      return launch.scratch();
    }
    Path wanted = Path.of(rewrite(launch.workingDir(), mounts));
    return Files.isDirectory(wanted)
        ? wanted
        : Files.createDirectories(launch.scratch().resolve(Path.of("/").relativize(wanted)));
  }

  static String rewrite(String text, List<Launch.Mount> longestFirst) {
    if (longestFirst.isEmpty()) {
      return text;
    }
    StringBuilder paths = new StringBuilder();
    for (Launch.Mount mount : longestFirst) {
      paths.append(paths.isEmpty() ? "" : "|").append(Pattern.quote(mount.path()));
    }
    // A path ends where no further character of its last name follows.
    Matcher matcher = Pattern.compile("(?<![\\w./-])(" + paths + ")(?![\\w.-])").matcher(text);
    return matcher.replaceAll(found ->
        Matcher.quoteReplacement(
            longestFirst.stream()
                .filter(mount -> mount.path().equals(found.group(1)))
                .findFirst()
                .map(mount -> mount.source().toString())
                .orElse(found.group(1))));
  }

  @Override
  public String describe() {
    return "paths of mounts are rewritten in commands and variables";
  }
}
