package dev.basalt.jobctl.manifest;

import dev.basalt.jobctl.request.JobRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What jobs are called that have no name, before their hash: after the function or the script that
 * they run, else the program, else the image.
 */
final class BaseName {
  private static final int LENGTH = 30;
  private static final Pattern GAPS = Pattern.compile("[ \\t\\r\\n;&|()<>\"'`]+");
  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?:[A-Za-z0-9_./][A-Za-z0-9_./-]*/|/)?([A-Za-z0-9_][A-Za-z0-9_.-]*)"
              + "\\.(?:py|sh|bash|r|R|jl|js|mjs|ts|rb|pl|php|lua|jar|ipynb|sql|m|go|scala)");
  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]*");
  private static final Pattern PYTHON = Pattern.compile("(?:python|pypy)[0-9.]*");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh");

  /** Programs that run another one, and words of the shell: they say nothing of the work. */
  private static final Set<String> OTHERS =
      Set.of(
          "java",
          "node",
          "deno",
          "bun",
          "ruby",
          "perl",
          "php",
          "lua",
          "julia",
          "r",
          "rscript",
          "go",
          "dotnet",
          "uv",
          "pip",
          "poetry",
          "pipenv",
          "conda",
          "mpirun",
          "mpiexec",
          "torchrun",
          "accelerate",
          "spark-submit",
          "ray",
          "env",
          "exec",
          "time",
          "timeout",
          "nice",
          "nohup",
          "sudo",
          "xargs",
          "tini",
          "cd",
          "export",
          "set",
          "source",
          ".",
          "eval",
          "if",
          "for",
          "while",
          "until",
          "case",
          "test");

  private BaseName() {}

  static String of(JobRequest request) {
    String function = request.annotations().getOrDefault(JobNames.FUNCTION, "");
    List<String> command = words(request.program().command());
    return Stream.of(
            function.substring(function.lastIndexOf('.') + 1),
            script(command, words(request.program().args())),
            program(command),
            image(request.program().image()))
        .map(BaseName::plain)
        .filter(base -> !base.isEmpty())
        .findFirst()
        .orElse("job");
  }

  private static List<String> words(List<String> texts) {
    List<String> words = new ArrayList<>();
    for (String text : texts) {
      GAPS.splitAsStream(text).filter(word -> !word.isEmpty()).forEach(words::add);
    }
    return words;
  }

  private static String script(List<String> command, List<String> args) {
    return Stream.concat(command.stream(), args.stream())
        .map(SCRIPT::matcher)
        .filter(Matcher::matches)
        .map(file -> file.group(1))
        .findFirst()
        .orElse("");
  }

  /** The first word, of what a shell runs if it is a shell. */
  private static String program(List<String> command) {
    boolean shell = false;
    for (String word : command) {
      String last = word.substring(word.lastIndexOf('/') + 1);
      if (!shell && SHELLS.contains(last)) {
        shell = true;
      } else if (!shell || !word.startsWith("-")) {
        String name = last.toLowerCase(Locale.ROOT);
        boolean tells =
            PROGRAM.matcher(word).matches()
                && !OTHERS.contains(name)
                && !SHELLS.contains(name)
                && !PYTHON.matcher(name).matches();
        return tells ? last : "";
      }
    }
    return "";
  }

  /** The last part of its name, without tag and digest. */
  private static String image(String image) {
    return image.substring(image.lastIndexOf('/') + 1).split("[:@]", 2)[0];
  }

  private static String plain(String text) {
    String base = dashes(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    return dashes(base.substring(0, Math.min(base.length(), LENGTH)));
  }

  private static String dashes(String text) {
    return text.replaceAll("^-+|-+$", "");
  }
}
