package dev.basalt.app.scheduler;

import dev.basalt.app.CommandFailure;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the configuration comes from: a file, or {@code configmap:NAMESPACE/NAME[:KEY]}. It is
 * looked at again every two seconds by content, since a mounted ConfigMap changes by a swap of
 * links that file watches miss.
 */
final class ConfigurationSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("scheduler");
  private static final String CONFIG_MAP = "configmap:";
  private static final long PERIOD_SECONDS = 2;

  private final @Nullable String location;
  private final KubernetesClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("configuration").daemon(true).unstarted(task));
  private String text = SchedulerConfiguration.STANDARD;

  /**
   * Looks at a location.
   *
   * @param location null for the standard configuration, which never changes
   */
  ConfigurationSource(@Nullable String location, KubernetesClient client) {
    this.location = location;
    this.client = client;
  }

  /**
   * Reads the configuration to begin with.
   *
   * @throws CommandFailure if it cannot be read or used
   */
  SchedulerConfiguration initial() {
    if (location == null) {
      return SchedulerConfiguration.standard();
    }
    try {
      text = read(location);
      return SchedulerConfiguration.parse(text);
    } catch (IOException | KubernetesClientException e) {
      throw new CommandFailure(
          "--scheduler-conf " + location + " cannot be read: " + e.getMessage(), e);
    } catch (ConfigurationException e) {
      throw new CommandFailure("--scheduler-conf " + location + ": " + e.getMessage(), e);
    }
  }

  /**
   * Hands later versions on; a bad one is refused and the former stays.
   *
   * @param refused is told why
   */
  void follow(Consumer<SchedulerConfiguration> taken, Consumer<String> refused) {
    if (location != null) {
      var _ =
          timer.scheduleWithFixedDelay(
              () -> look(location, taken, refused),
              PERIOD_SECONDS,
              PERIOD_SECONDS,
              TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look(String from, Consumer<SchedulerConfiguration> taken, Consumer<String> refused) {
    try {
      String now = read(from);
      if (now.equals(text)) {
        return;
      }
      text = now;
      taken.accept(SchedulerConfiguration.parse(now));
    } catch (ConfigurationException e) {
      refused.accept(from + ": " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.debug("configuration {} cannot be read just now: {}", from, e.getMessage());
    }
  }

  private String read(String from) throws IOException {
    if (!from.startsWith(CONFIG_MAP)) {
      return Files.readString(Path.of(from));
    }
    String[] parts = from.substring(CONFIG_MAP.length()).split("[/:]", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new IOException("must be configmap:NAMESPACE/NAME or configmap:NAMESPACE/NAME:KEY");
    }
    ConfigMap map = client.configMaps().inNamespace(parts[0]).withName(parts[1]).get();
    if (map == null) {
      throw new IOException("there is no such ConfigMap");
    }
    Map<String, String> data = map.getData() == null ? Map.of() : map.getData();
    if (parts.length == 3) {
      String value = data.get(parts[2]);
      if (value == null) {
        throw new IOException("the ConfigMap has no key " + parts[2]);
      }
      return value;
    }
    if (data.size() != 1) {
      throw new IOException("the ConfigMap has " + data.size() + " keys: name one after a colon");
    }
    return data.values().iterator().next();
  }
}
