package dev.basalt.app.docs;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.Main;
import dev.basalt.controllers.job.plugin.Flag;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.core.config.ActionArgument;
import dev.basalt.core.config.Hook;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.jobctl.manifest.JobNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** What can be set, and what it is if nobody does: written by the code that reads it. */
final class ConfigurationReference {
  /** How the page is written anew. */
  static final String COMMAND =
      "mvn -pl app -am test -Dtest=ConfigurationReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs=write";

  private final StringBuilder page = new StringBuilder();

  /** The whole page. */
  static String page() throws IOException {
    ConfigurationReference reference = new ConfigurationReference();
    reference.head();
    reference.scheduler();
    reference.jobPlugins();
    reference.keys();
    reference.commands();
    return reference.page.toString();
  }

  private void head() {
    page.append(
        """
        # Configuration reference

        Everything that can be set, with its default. This page is generated from the code; do not edit it. To write it anew:

        ```
        %s
        ```

        Why one would set something is told elsewhere: [operations](operations.md) for the roles, [plugins](plugins.md) for what is decided, [jobs](jobs.md) for a job's own fields and plugins.
        Fields of Queue, PodGroup, Job and the other kinds are in the definitions under [deploy/crds](../deploy/crds), which are generated too; `kubectl explain queue.spec` prints them.
        """
            .formatted(COMMAND));
  }

  private void scheduler() {
    page.append("\n## The scheduler's configuration\n\n");
    page.append("`--scheduler-conf` names it. Without it, this one holds:\n\n```yaml\n");
    page.append(SchedulerConfiguration.STANDARD).append("```\n");
    page.append("\n### Actions\n\n`actions` may name ");
    page.append(names(dev.basalt.core.config.VolcanoNames.ACTIONS));
    page.append(". Their arguments stand under `configurations`:\n");
    List<String[]> rows = new ArrayList<>();
    for (ActionArgument argument : ActionArgument.values()) {
      rows.add(
          new String[] {
            argument.action(),
            "`" + argument.key() + "`",
            "`" + argument.standard() + "`",
            argument.description()
          });
    }
    Tables.append(page, "| action | argument | default | |", rows);
    plugins();
    page.append("\n### Switches of a plugin\n\n");
    page.append("Beside `name` and `arguments`, a plugin's entry may switch off what it does:");
    page.append(" false for any of ");
    page.append(names(Arrays.stream(Hook.values()).map(Hook::key).toList()));
    page.append(".\n\n### Accepted without an effect\n\n");
    page.append("Plugins of Volcano that have no counterpart here are reported in the log: ");
    page.append(names(dev.basalt.core.config.VolcanoNames.MISSING_PLUGINS)).append(".\n");
  }

  private void plugins() {
    page.append("\n### Plugins\n\nWhat each does: [plugins.md](plugins.md).\n");
    List<PluginFactory> factories =
        ServiceLoader.load(PluginFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(PluginFactory::name))
            .toList();
    List<String[]> rows = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (PluginFactory factory : factories) {
      String name = "[" + factory.name() + "](plugins.md#" + factory.name() + ")";
      if (factory.arguments().isEmpty()) {
        without.add(name);
      }
      for (Argument argument : factory.arguments()) {
        rows.add(
            new String[] {
              name,
              "`" + argument.name() + "`",
              argument.standard().isEmpty() ? "" : "`" + argument.standard() + "`",
              argument.description()
            });
      }
    }
    Tables.append(page, "| plugin | argument | default | |", rows);
    page.append("\nWithout arguments: ").append(String.join(", ", without)).append(".\n");
  }

  private void jobPlugins() {
    page.append("\n## Plugins of a Job\n\nWhat each does: [jobs.md](jobs.md#plugins).\n");
    List<String[]> rows = new ArrayList<>();
    List<String> without = new ArrayList<>();
    JobPlugins.flags().forEach((name, flags) -> {
      if (flags.isEmpty()) {
        without.add("`" + name + "`");
      }
      flags.forEach(flag -> rows.add(row(name, "--" + flag.name(), flag)));
    });
    Tables.append(page, "| plugin | flag | default | |", rows);
    page.append("\nWithout flags: ").append(String.join(", ", without)).append(".\n");
  }

  private static String[] row(String plugin, String name, Flag flag) {
    String standard = flag.standard().isEmpty() ? "" : "`" + flag.standard() + "`";
    return new String[] {"`" + plugin + "`", "`" + name + "`", standard, flag.description()};
  }

  private void keys() throws IOException {
    page.append("\n## Annotations and labels\n\n### Ours\n");
    List<String[]> ours = new ArrayList<>(NamesReference.keys("api", BasaltNames.class));
    ours.addAll(NamesReference.keys("jobctl", JobNames.class));
    ours.sort(Comparator.comparing((String[] row) -> row[0]).thenComparing(row -> row[1]));
    Tables.append(page, "| key | |", code(ours));
    page.append("\n### Volcano's, as we read and write them\n");
    Tables.append(page, "| key | |", code(NamesReference.keys("api", VolcanoNames.class)));
  }

  private static List<String[]> code(List<String[]> rows) {
    return rows.stream().map(row -> new String[] {"`" + row[0] + "`", row[1]}).toList();
  }

  private void commands() {
    page.append(
        """

        ## Commands

        Each has `--help` and `--version`. Environment: `BASALT_LOG_LEVEL` (`INFO`), `BASALT_JAVA_OPTIONS` (options of the JVM), `NO_COLOR`.
        """);
    new CommandReference(page).append(Main.commandLine(null), "./basalt");
    page.append(
        """

        ## jobctl

        `bin/jobctl`, or `./basalt jobctl`. The fields of its [short file](../jobctl/golden/README.md#the-short-file) are these options too. Environment: `KUBECONFIG`, `BASALT_INSPECTOR`, `BASALT_INSPECTOR_CA`, `NO_COLOR`.
        """);
    new CommandReference(page).append(dev.basalt.jobctl.Main.commandLine(null), "jobctl");
  }

  private static String names(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
