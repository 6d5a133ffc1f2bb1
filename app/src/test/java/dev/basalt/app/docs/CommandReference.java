package dev.basalt.app.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Every command with its options, from picocli's model of them. Options that an earlier command has
 * too, many of them, are named there only.
 */
final class CommandReference {
  private static final int MANY = 6;
  private static final int FEW = 5;

  private final Map<String, List<String[]>> tables = new LinkedHashMap<>();
  private final StringBuilder page;

  CommandReference(StringBuilder page) {
    this.page = page;
  }

  /** One section for each command below a root. */
  void append(CommandLine root, String program) {
    for (CommandSpec command : below(root)) {
      String name = program + " " + command.name();
      page.append("\n### ").append(name).append("\n\n");
      page.append(sentence(command)).append("\n");
      table(name, command);
      for (CommandSpec nested : below(command.commandLine())) {
        String whole = name + " " + nested.name();
        page.append("\n#### ").append(whole).append("\n\n");
        page.append(sentence(nested)).append("\n");
        table(whole, nested);
      }
    }
  }

  /** Without those that are hidden, and each once though it may have two names. */
  private static Set<CommandSpec> below(CommandLine parent) {
    Set<CommandSpec> commands = new LinkedHashSet<>();
    for (CommandLine command : parent.getSubcommands().values()) {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        commands.add(command.getCommandSpec());
      }
    }
    return commands;
  }

  /** Its description without examples, which follow a colon. */
  private static String sentence(CommandSpec command) {
    StringBuilder text = new StringBuilder();
    for (String line : command.usageMessage().description()) {
      String first = line.lines().findFirst().orElse("").replaceFirst("%n.*", "").strip();
      text.append(text.isEmpty() ? "" : " ").append(first);
      if (first.endsWith(":")) {
        text.setCharAt(text.length() - 1, '.');
        break;
      }
    }
    if (command.aliases().length > 0) {
      text.append(" Also `").append(String.join("`, `", command.aliases())).append("`.");
    }
    return text.toString();
  }

  private void table(String name, CommandSpec command) {
    List<String[]> rows = new ArrayList<>();
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (!parameter.hidden()) {
        rows.add(row(parameter, code(parameter.paramLabel())));
      }
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        String names = String.join("`, `", option.names());
        rows.add(row(option, "`" + names + label + "`"));
      }
    }
    List<String[]> own = new ArrayList<>(rows);
    for (Map.Entry<String, List<String[]>> earlier : tables.entrySet()) {
      List<String[]> shared =
          own.stream()
              .filter(
                  row -> earlier.getValue().stream().anyMatch(other -> Arrays.equals(row, other)))
              .toList();
      if (shared.size() >= MANY) {
        own.removeAll(shared);
        page.append(same(earlier.getKey(), earlier.getValue(), shared));
      }
    }
    Tables.append(page, "| option | default | |", own);
    tables.put(name, own);
  }

  private static String same(String command, List<String[]> all, List<String[]> shared) {
    List<String[]> missing = new ArrayList<>(all);
    missing.removeIf(row -> shared.stream().anyMatch(other -> Arrays.equals(row, other)));
    String where = "[%s](#%s)".formatted(command, Markdown.anchor(command));
    if (missing.size() > FEW) {
      return "\nAs %s has them: %s.\n".formatted(where, names(shared));
    }
    String but = missing.isEmpty() ? "" : " but " + names(missing);
    return "\nAll that %s has%s.\n".formatted(where, but);
  }

  private static String names(List<String[]> rows) {
    return rows.stream()
        .map(row -> row[0].replaceAll("`(-[^` ]+)[^`]*`", "`$1`"))
        .collect(Collectors.joining(", "));
  }

  private static String[] row(ArgSpec argument, String name) {
    String standard = argument.arity().max() == 0 ? "" : standard(argument);
    return new String[] {name, standard.isEmpty() ? "" : code(standard), description(argument)};
  }

  /** As the command's help shows it; a number that a command hands to a mixin is not declared. */
  private static String standard(ArgSpec argument) {
    String declared = argument.defaultValue();
    if (declared == null
        && argument.initialValue() instanceof Integer given
        && argument.command().usageMessage().showDefaultValues()) {
      return given.toString();
    }
    return declared == null || declared.contains("${") ? "" : declared;
  }

  private static String description(ArgSpec argument) {
    String text = String.join(" ", argument.description());
    Iterable<String> candidates = argument.completionCandidates();
    if (candidates != null) {
      text = text.replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates));
    }
    return text.replace("${DEFAULT-VALUE}", standard(argument));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
