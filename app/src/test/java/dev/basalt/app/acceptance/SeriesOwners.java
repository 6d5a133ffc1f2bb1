package dev.basalt.app.acceptance;

import dev.basalt.app.role.ProcessMetrics;
import dev.basalt.app.role.ScrapeFormat;
import dev.basalt.testkit.metrics.OpenMetricsText;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who publishes which series. Each has one owner, or one process would publish it twice. */
final class SeriesOwners {
  private SeriesOwners() {}

  /**
   * Families that more than one role publishes, but for those of any process.
   *
   * @param roles what each publishes where it is alone in its process, by the role's name
   */
  static Map<String, List<String>> publishedTwice(Map<String, OpenMetricsText> roles) {
    Set<String> ofAnyProcess = ofAnyProcess();
    Map<String, List<String>> owners = new TreeMap<>();
    roles.forEach((role, text) -> {
      for (String family : text.families()) {
        // Some of the JVM's own come up with the first pause that they count.
        if (!ofAnyProcess.contains(family) && !family.startsWith("jvm_")) {
          owners.computeIfAbsent(family, first -> new ArrayList<>()).add(role);
        }
      }
    });
    owners.values().removeIf(named -> named.size() == 1);
    return owners;
  }

  private static Set<String> ofAnyProcess() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMetrics.bind(registry);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ProcessMetrics.scrape(registry, List.of(), out, ScrapeFormat.OPEN_METRICS);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
    return OpenMetricsText.parse(out.toString(StandardCharsets.UTF_8)).families();
  }
}
