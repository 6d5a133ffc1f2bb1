package dev.basalt.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.crd.CustomResourceDefinitions.Manifest;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CustomResourceDefinitionsTest {
  private static final Path FOLDER = Path.of("../deploy/crds");
  private static final String QUEUE = "queues.scheduling.volcano.sh";
  private static final String POD_GROUP = "podgroups.scheduling.volcano.sh";
  private static final String NODE_ZONE = "nodezones.basalt.dev";

  /** With {@code -Dcrds=write} the files are written anew instead of being checked. */
  @Test
  void the_files_under_deploy_agree_with_the_java_types() throws IOException {
    boolean write = "write".equals(System.getProperty("crds"));
    List<String> expected = new ArrayList<>();
    for (Class<? extends CustomResource<?, ?>> kind : CustomResourceDefinitions.KINDS) {
      String fileName = CustomResourceDefinitions.fileName(CustomResource.getCRDName(kind));
      Path file = FOLDER.resolve(fileName);
      String generated = CrdGenerator.yaml(kind);
      if (write) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, generated);
      }
      assertThat(file)
          .as("write it anew with: mvn -pl api test -Dcrds=write")
          .hasContent(generated);
      expected.add(fileName);
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void the_jar_carries_the_same_files() throws IOException {
    List<Manifest> manifests = CustomResourceDefinitions.all();

    assertThat(manifests)
        .extracting(Manifest::name)
        .containsExactlyElementsOf(
            CustomResourceDefinitions.KINDS.stream().map(CustomResource::getCRDName).toList());
    for (Manifest manifest : manifests) {
      assertThat(FOLDER.resolve(CustomResourceDefinitions.fileName(manifest.name())))
          .hasContent(manifest.yaml());
    }
  }

  @Test
  void a_queue_and_a_zone_have_a_status_subresource_and_a_pod_group_has_none() {
    assertThat(version(NODE_ZONE).at("/subresources/status").isObject()).isTrue();
    assertThat(version(QUEUE).at("/subresources/status").isObject()).isTrue();
    assertThat(version(POD_GROUP).has("subresources")).isFalse();
  }

  @Test
  void kubectl_knows_the_usual_short_names() {
    assertThat(texts(crd(QUEUE).at("/spec/names/shortNames")))
        .containsExactly("q", "queue-v1beta1");
    assertThat(texts(crd(POD_GROUP).at("/spec/names/shortNames")))
        .containsExactly("pg", "podgroup-v1beta1");
    assertThat(crd(QUEUE).at("/spec/scope").asText()).isEqualTo("Cluster");
    assertThat(crd(POD_GROUP).at("/spec/scope").asText()).isEqualTo("Namespaced");
  }

  @Test
  void kubectl_prints_the_usual_columns_in_the_usual_order() {
    assertThat(columns(QUEUE)).containsExactly("PARENT=.spec.parent string 0");
    assertThat(columns(POD_GROUP))
        .containsExactly(
            "STATUS=.status.phase string 0",
            "minMember=.spec.minMember integer 0",
            "RUNNINGS=.status.running integer 0",
            "AGE=.metadata.creationTimestamp date 0",
            "QUEUE=.spec.queue string 1");
  }

  @ParameterizedTest
  @CsvSource({
    QUEUE + ",spec.weight,1,65535,1",
    QUEUE + ",spec.priority,0,,",
    QUEUE + ",spec.dequeueStrategy,,,traverse",
    QUEUE + ",status.running,0,,",
    QUEUE + ",status.unknown,0,,",
    QUEUE + ",status.pending,0,,",
    QUEUE + ",status.inqueue,0,,",
    QUEUE + ",status.completed,0,,",
    POD_GROUP + ",spec.minMember,0,,",
    POD_GROUP + ",spec.minTaskMember.*,0,,",
    POD_GROUP + ",spec.queue,,,default",
    POD_GROUP + ",spec.networkTopology.mode,,,hard",
    POD_GROUP + ",spec.networkTopology.highestTierAllowed,0,,",
    POD_GROUP + ",spec.subGroupPolicy.*.subGroupSize,1,,1",
    POD_GROUP + ",spec.subGroupPolicy.*.minSubGroups,0,,0",
    POD_GROUP + ",spec.subGroupPolicy.*.networkTopology.mode,,,hard",
    POD_GROUP + ",status.running,0,,",
    POD_GROUP + ",status.succeeded,0,,",
    POD_GROUP + ",status.failed,0,,",
  })
  void numbers_have_bounds_and_fields_have_defaults(
      String name, String path, String minimum, String maximum, String defaultValue) {
    JsonNode schema = schema(name, path);

    assertThat(schema.path("minimum").asText(null)).isEqualTo(minimum);
    assertThat(schema.path("maximum").asText(null)).isEqualTo(maximum);
    assertThat(schema.path("default").asText(null)).isEqualTo(defaultValue);
    if (schema.path("type").asText().equals("integer")) {
      assertThat(schema.path("format").asText()).isEqualTo("int32");
    }
  }

  @Test
  void words_are_enumerated() {
    assertThat(texts(schema(QUEUE, "spec.dequeueStrategy").path("enum")))
        .containsExactlyInAnyOrder("fifo", "traverse");
    assertThat(texts(schema(QUEUE, "status.state").path("enum")))
        .containsExactlyInAnyOrder("Open", "Closed", "Closing", "Unknown");
    assertThat(texts(schema(POD_GROUP, "status.phase").path("enum")))
        .containsExactlyInAnyOrder("Pending", "Inqueue", "Running", "Unknown", "Completed");
    assertThat(texts(schema(POD_GROUP, "spec.networkTopology.mode").path("enum")))
        .containsExactlyInAnyOrder("hard", "soft");
  }

  @ParameterizedTest
  @CsvSource({
    QUEUE + ",spec.parent",
    QUEUE + ",spec.type",
    POD_GROUP + ",spec.queue",
    POD_GROUP + ",spec.priorityClassName",
    POD_GROUP + ",spec.networkTopology.highestTierName",
    POD_GROUP + ",spec.subGroupPolicy.*.name",
  })
  void names_are_at_most_as_long_as_kubernetes_names(String name, String path) {
    assertThat(schema(name, path).path("maxLength").asInt()).isEqualTo(253);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "5", "+5", ".5", "5.", "0.25", "500m", "128Mi", "1e3", "1E-3", "2E", "7n"})
  void a_quantity_passes(String text) {
    assertThat(quantity().matcher(text).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "abc", "1 Gi", "1gi", "1e3.5", "1.2.3", "Gi", ".", "1Kib"})
  void what_is_no_quantity_or_is_negative_does_not_pass(String text) {
    assertThat(quantity().matcher(text).find()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    QUEUE + ",spec.capability.*",
    QUEUE + ",spec.deserved.*",
    QUEUE + ",spec.guarantee.resource.*",
    QUEUE + ",spec.extendClusters.*.capacity.*",
    QUEUE + ",status.allocated.*",
    QUEUE + ",status.reservation.resource.*",
    POD_GROUP + ",spec.minResources.*",
  })
  void amounts_are_quantities_of_at_least_zero(String name, String path) {
    JsonNode schema = schema(name, path);

    assertThat(schema.path("x-kubernetes-int-or-string").asBoolean()).isTrue();
    assertThat(schema.path("pattern").asText()).isEqualTo(quantity().pattern());
    assertThat(schema.path("minimum").asText()).isEqualTo("0");
  }

  @Test
  void times_and_selector_terms_are_checked() {
    assertThat(schema(POD_GROUP, "status.conditions.*.lastTransitionTime").path("format").asText())
        .isEqualTo("date-time");
    String terms = "spec.subGroupPolicy.*.labelSelector.matchExpressions.*";
    assertThat(texts(schema(POD_GROUP, terms).path("required"))).containsExactly("key", "operator");
  }

  private static Pattern quantity() {
    return Pattern.compile(schema(QUEUE, "spec.capability.*").path("pattern").asText());
  }

  private static List<String> columns(String name) {
    List<String> columns = new ArrayList<>();
    for (JsonNode column : version(name).path("additionalPrinterColumns")) {
      columns.add(
          "%s=%s %s %s"
              .formatted(
                  column.path("name").asText(),
                  column.path("jsonPath").asText(),
                  column.path("type").asText(),
                  column.path("priority").asText()));
    }
    return columns;
  }

  /** The schema of a field; {@code *} is the element of a list or the value of a map. */
  private static JsonNode schema(String name, String path) {
    JsonNode schema = version(name).at("/schema/openAPIV3Schema");
    for (String step : path.split("\\.")) {
      JsonNode element =
          schema.has("items") ? schema.get("items") : schema.path("additionalProperties");
      schema = step.equals("*") ? element : schema.path("properties").path(step);
    }
    assertThat(schema.isObject()).as(path).isTrue();
    return schema;
  }

  private static JsonNode version(String name) {
    JsonNode versions = crd(name).at("/spec/versions");
    assertThat(versions).hasSize(1);
    return versions.get(0);
  }

  private static JsonNode crd(String name) {
    Manifest manifest =
        CustomResourceDefinitions.all().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new KubernetesSerialization().unmarshal(manifest.yaml(), JsonNode.class);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
