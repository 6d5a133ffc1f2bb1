package dev.basalt.app;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text from a file, or from {@code configmap:NAMESPACE/NAME[:KEY]}. It is looked at again every
 * two seconds by content, since a mounted ConfigMap changes by a swap of links that file watches
 * miss.
 */
public final class TextSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TextSource.class);
  private static final String CONFIG_MAP = "configmap:";
  private static final long PERIOD_SECONDS = 2;

  private final String flag;
  private final String location;
  private final KubernetesClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("configuration").daemon(true).unstarted(task));
  private String text = "";

  /**
   * Looks at a location.
   *
   * @param flag by which it was given
   */
  public TextSource(String flag, String location, KubernetesClient client) {
    this.flag = flag;
    this.location = location;
    this.client = client;
  }

  /** Where it comes from. */
  public String location() {
    return location;
  }

  /**
   * Reads the text to begin with.
   *
   * @throws CommandFailure if it cannot be read
   */
  public String initial() {
    try {
      text = read();
      return text;
    } catch (IOException | KubernetesClientException e) {
      throw new CommandFailure(flag + " " + location + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Hands later versions on. */
  public void follow(Consumer<String> changed) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> look(changed), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look(Consumer<String> changed) {
    try {
      String now = read();
      if (!now.equals(text)) {
        text = now;
        changed.accept(now);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} cannot be read just now: {}", location, e.getMessage());
    }
  }

  private String read() throws IOException {
    if (!location.startsWith(CONFIG_MAP)) {
      return Files.readString(Path.of(location));
    }
    String[] parts = location.substring(CONFIG_MAP.length()).split("[/:]", -1);
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
