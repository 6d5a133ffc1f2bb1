package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The configuration of Prometheus in docs/monitoring.md: which ports of Services it scrapes. */
final class DocumentedScrape {
  private static final Path PAGE = Path.of(System.getProperty("basalt.root"), "docs/monitoring.md");

  private DocumentedScrape() {}

  /** Names of the ports that it scrapes, and of those that it leaves alone. */
  record Ports(TreeSet<String> scraped, TreeSet<String> left) {}

  static Ports of(List<HasMetadata> objects) throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("scrape_configs:");
    JsonNode scrape =
        new KubernetesSerialization()
            .unmarshal(page.substring(begin, page.indexOf("```", begin)), JsonNode.class);
    JsonNode rules = scrape.path("scrape_configs").path(0).path("relabel_configs");
    assertThat(rules).as("relabel_configs of %s", PAGE).isNotEmpty();
    Ports ports = new Ports(new TreeSet<>(), new TreeSet<>());
    for (HasMetadata object : objects) {
      if (object instanceof Service service) {
        for (ServicePort port : service.getSpec().getPorts()) {
          (kept(rules, service, port) ? ports.scraped() : ports.left()).add(port.getName());
        }
      }
    }
    return ports;
  }

  private static boolean kept(JsonNode rules, Service service, ServicePort port) {
    Map<String, String> labels =
        Map.of(
            "__meta_kubernetes_service_label_basalt_dev_metrics",
            service.getMetadata().getLabels().getOrDefault("basalt.dev/metrics", ""),
            "__meta_kubernetes_endpoint_port_name",
            port.getName());
    for (JsonNode rule : rules) {
      String source = rule.path("source_labels").path(0).asText();
      if (rule.path("action").asText().equals("keep")
          && !labels.getOrDefault(source, "").matches(rule.path("regex").asText())) {
        return false;
      }
    }
    return true;
  }
}
