package dev.basalt.app.scheduler;

import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.UserSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * The label or annotation by which a configuration lets users be named. It is read of each pod from
 * the start of the process, so that another one needs another process.
 */
record UserMark(UserSource source) {
  private static final String PLUGIN = "fairshare";
  private static final String ARGUMENT = "fairshare.userFrom";

  /** An argument that cannot be read is for the plugin to refuse. */
  static UserMark of(SchedulerConfiguration configuration) {
    return new UserMark(source(configuration).mark());
  }

  private static UserSource source(SchedulerConfiguration configuration) {
    for (List<PluginConfiguration> tier : configuration.tiers()) {
      for (PluginConfiguration plugin : tier) {
        Object value = plugin.name().equals(PLUGIN) ? plugin.arguments().get(ARGUMENT) : null;
        if (value != null) {
          try {
            return UserSource.parse(value.toString());
          } catch (IllegalArgumentException e) {
            return UserSource.NAMESPACE;
          }
        }
      }
    }
    return UserSource.NAMESPACE;
  }

  /** Says so if a later configuration names users by something that is not read. */
  void compare(SchedulerConfiguration later, Consumer<String> notices) {
    UserSource wanted = source(later);
    if (wanted.kind() != UserSource.Kind.NAMESPACE && !wanted.equals(source)) {
      notices.accept(
          "plugin fairshare: argument "
              + ARGUMENT
              + ": "
              + wanted
              + " is read once this process is started again; until then users are named by "
              + source);
    }
  }
}
