package dev.basalt.webhook.rules;

import dev.basalt.api.batch.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a job's plugins must be like. Flags that nobody knows are tolerated. */
final class PluginRules {
  private static final Set<String> KNOWN =
      new TreeSet<>(
          Set.of("env", "svc", "ssh", "tensorflow", "pytorch", "mpi", "ray", "hcclrank", "oom"));

  private PluginRules() {}

  static void check(JobSpec spec, Violations violations) {
    Map<String, List<String>> plugins = Given.map(spec.plugins());
    for (String name : plugins.keySet()) {
      if (!KNOWN.contains(name)) {
        violations.add(
            "unable to find job plugin: " + name + " (there are " + String.join(", ", KNOWN) + ")");
      }
    }
    if (plugins.containsKey("mpi")) {
      String master = flag(Given.list(plugins.get("mpi")), "master", "master");
      if (Given.list(spec.tasks()).stream().noneMatch(task -> master.equals(task.name()))) {
        violations.add(
            "The specified mpi master task was not found: no task is named \"" + master + "\"");
      }
    }
  }

  /** The value of {@code --name=value}, {@code -name value} and the like. */
  private static String flag(List<String> arguments, String name, String otherwise) {
    String value = otherwise;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i).replaceFirst("^--?", "");
      if (argument.startsWith(name + "=")) {
        value = argument.substring(name.length() + 1);
      } else if (argument.equals(name) && i + 1 < arguments.size()) {
        value = arguments.get(i + 1);
      }
    }
    return value;
  }
}
