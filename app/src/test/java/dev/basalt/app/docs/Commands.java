package dev.basalt.app.docs;

import dev.basalt.app.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Command lines of ours, as people write them into pages. */
final class Commands {
  /** Words that the script {@code basalt} understands itself; what follows bench is bench's. */
  static final Set<String> OF_THE_SCRIPT = Set.of("bench", "format", "java-home");

  private static final Set<String> END = Set.of("&&", "||", "|", ";", "&", ">", ">>", "<", "2>");
  private static final Pattern PROGRAM = Pattern.compile("\\./basalt|(bin/)?jobctl");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Z_]+=.*");

  private Commands() {}

  /**
   * The words of each of our commands in a line of shell, the program's name first.
   *
   * @param line lines that end with a backslash must have been joined
   */
  static List<List<String>> in(String line) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String word : words(line.replaceFirst("^\\$ ", ""))) {
      if (END.contains(word)) {
        add(commands, words);
        words = new ArrayList<>();
      } else if (!words.isEmpty() || !ASSIGNMENT.matcher(word).matches()) {
        words.add(word);
      }
    }
    add(commands, words);
    return commands;
  }

  private static void add(List<List<String>> commands, List<String> words) {
    if (!words.isEmpty() && PROGRAM.matcher(words.getFirst()).matches()) {
      words.removeIf(word -> word.equals("..."));
      commands.add(words);
    }
  }

  /** Words by the shell's rules, as far as pages need them; a comment ends the line. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        open = true;
      } else if (c == '#' && !open) {
        break;
      } else if (Character.isWhitespace(c) || c == ';') {
        if (open) {
          words.add(word.toString());
        }
        if (c == ';') {
          words.add(";");
        }
        word.setLength(0);
        open = false;
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }

  /** What is wrong with a command that stands there whole; null if nothing is. */
  static @Nullable String problem(List<String> words) {
    List<String> arguments = arguments(words);
    String named = arguments.isEmpty() ? null : arguments.getFirst();
    if (!isJobctl(words) && named != null && OF_THE_SCRIPT.contains(named)) {
      return null;
    }
    try {
      line(words, named).parseArgs(arguments.toArray(String[]::new));
      return null;
    } catch (ParameterException e) {
      return e.getMessage();
    }
  }

  /**
   * What of a command's words and options does not exist; null if all do. Values may be anything.
   */
  static @Nullable String unknown(List<String> words) {
    List<String> arguments = arguments(words);
    String named = arguments.isEmpty() ? null : arguments.getFirst();
    if (!isJobctl(words) && named != null && OF_THE_SCRIPT.contains(named)) {
      return null;
    }
    CommandLine command = line(words, null);
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.startsWith("-") && word.length() > 1) {
        OptionSpec option = command.getCommandSpec().findOption(word.replaceFirst("=.*", ""));
        if (option == null) {
          return command.getCommandName() + " has no option " + word;
        }
        i += option.arity().max() > 0 && !word.contains("=") ? 1 : 0;
      } else if (command.getSubcommands().containsKey(word)) {
        command = command.getSubcommands().get(word);
      } else if (!command.getSubcommands().isEmpty()) {
        return command.getCommandName() + " has no command " + word;
      } else if (command.isStopAtPositional()) {
        return null; // the rest is the user's own command
      }
    }
    return null;
  }

  private static CommandLine line(List<String> words, @Nullable String named) {
    return isJobctl(words) ? dev.basalt.jobctl.Main.commandLine(named) : Main.commandLine(named);
  }

  private static boolean isJobctl(List<String> words) {
    return words.getFirst().endsWith("jobctl")
        || (words.size() > 1 && words.get(1).equals("jobctl"));
  }

  private static List<String> arguments(List<String> words) {
    return words.subList(words.size() > 1 && words.get(1).equals("jobctl") ? 2 : 1, words.size());
  }
}
