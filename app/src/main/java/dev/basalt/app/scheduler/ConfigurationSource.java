package dev.basalt.app.scheduler;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.TextSource;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the configuration comes from. */
final class ConfigurationSource implements AutoCloseable {
  private static final String FLAG = "--scheduler-conf";

  private final @Nullable TextSource source;

  /**
   * Looks at a location.
   *
   * @param location null for the standard configuration, which never changes
   */
  ConfigurationSource(@Nullable String location, KubernetesClient client) {
    this.source = location == null ? null : new TextSource(FLAG, location, client);
  }

  /**
   * Reads the configuration to begin with.
   *
   * @throws CommandFailure if it cannot be read or used
   */
  SchedulerConfiguration initial() {
    if (source == null) {
      return SchedulerConfiguration.standard();
    }
    try {
      return SchedulerConfiguration.parse(source.initial());
    } catch (ConfigurationException e) {
      throw new CommandFailure(FLAG + " " + source.location() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Hands later versions on; a bad one is refused and the former stays.
   *
   * @param refused is told why
   */
  void follow(Consumer<SchedulerConfiguration> taken, Consumer<String> refused) {
    if (source != null) {
      String from = source.location();
      source.follow(text -> {
        try {
          taken.accept(SchedulerConfiguration.parse(text));
        } catch (ConfigurationException e) {
          refused.accept(from + ": " + e.getMessage());
        }
      });
    }
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
