package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** Values that several objects of the chart depend on. */
final class ChartValues {
  private final Chart chart;
  private final KubernetesClient client;

  ChartValues(Chart chart, KubernetesClient client) {
    this.chart = chart;
    this.client = client;
  }

  void reachAllThatTheyConcern() {
    List<String> values = new ArrayList<>(Chart.values("monitoring", "drop-in"));
    values.addAll(
        List.of(
            "--set",
            "monitoring.runbookUrl=https://wiki.example.com/basalt,userFrom=label:team",
            "--set",
            "users.aggregate=true"));
    List<HasMetadata> objects = chart.objects(client, values);

    assertThat(arguments(objects, "basalt-watchdog"))
        .contains(
            "--runbook-url=https://wiki.example.com/basalt",
            "--user-from=label:team",
            "--in-place-of-volcano=volcano-system");
    assertThat(arguments(objects, "basalt-exporter")).contains("--user-from=label:team");
    assertThat(rules(objects))
        .contains("https://wiki.example.com/basalt#basaltschedulerstalled")
        .doesNotContain("docs/runbooks.md");
    assertThat(objects)
        .filteredOn(ChartValues::isAggregated)
        .extracting(one -> one.getMetadata().getName())
        .containsExactlyInAnyOrder("basalt-user", "basalt-viewer");
    assertThat(chart.objects(client, List.of()))
        .noneMatch(ChartValues::isAggregated)
        .noneMatch(one -> one.getMetadata().getName().equals("basalt-viewer"));
  }

  private static List<String> arguments(List<HasMetadata> objects, String deployment) {
    return objects.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .filter(one -> one.getMetadata().getName().equals(deployment))
        .flatMap(one ->
            one.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs().stream())
        .toList();
  }

  private String rules(List<HasMetadata> objects) {
    return client
        .getKubernetesSerialization()
        .asYaml(objects.stream().filter(one -> one.getKind().equals("PrometheusRule")).toList());
  }

  private static boolean isAggregated(HasMetadata object) {
    return object.getMetadata().getLabels() != null
        && object.getMetadata().getLabels().keySet().stream()
            .anyMatch(label -> label.startsWith("rbac.authorization.k8s.io/aggregate-to-"));
  }
}
