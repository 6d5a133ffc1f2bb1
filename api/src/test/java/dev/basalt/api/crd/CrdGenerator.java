package dev.basalt.api.crd;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CustomResourceInfo;
import io.fabric8.crdv2.generator.ResolvingContext;
import io.fabric8.crdv2.generator.v1.CustomResourceHandler;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Makes a definition from the annotations of a kind.
 *
 * <p>Fabric8's generator does most of it. What it cannot express is done to its result here: which
 * kinds have no status subresource, the order of the printed columns, and the rules that belong to
 * a type rather than to a field.
 */
final class CrdGenerator {
  /** Kinds that have a status but whose clients write it with the whole object. */
  private static final Set<String> WITHOUT_SUBRESOURCES = Set.of("podgroups.scheduling.volcano.sh");

  /** Kinds whose fields are at the top level. */
  private static final Set<String> WITHOUT_SPEC = Set.of("commands.bus.volcano.sh");

  /**
   * A quantity of at least 0. The exponent is a whole number, as Kubernetes' own parser demands:
   * what passes here can be read by every client.
   */
  private static final String QUANTITY =
      "^\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$";

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private CrdGenerator() {}

  /** The manifest of one kind. */
  static String yaml(Class<? extends CustomResource<?, ?>> kind) throws JsonProcessingException {
    CustomResourceHandler handler = new CustomResourceHandler();
    handler.handle(
        CustomResourceInfo.fromClass(kind), ResolvingContext.defaultResolvingContext(false));
    Object generated = handler.finish().findFirst().orElseThrow().getKey();
    ObjectNode crd = new KubernetesSerialization().convertValue(generated, ObjectNode.class);
    for (JsonNode version : crd.at("/spec/versions")) {
      refineVersion(kind, (ObjectNode) version);
    }
    return YAML.writeValueAsString(crd);
  }

  private static void refineVersion(
      Class<? extends CustomResource<?, ?>> kind, ObjectNode version) {
    if (WITHOUT_SUBRESOURCES.contains(CustomResource.getCRDName(kind))) {
      version.remove("subresources");
    }
    orderColumns(kind, (ArrayNode) version.get("additionalPrinterColumns"));
    ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    if (WITHOUT_SPEC.contains(CustomResource.getCRDName(kind))) {
      ((ObjectNode) schema.get("properties")).remove(List.of("spec", "status"));
    }
    schema.put("description", kind.getAnnotation(JsonClassDescription.class).value());
    refineSchema(schema);
  }

  /** The generator sorts columns by path; people read them in the order of the annotations. */
  private static void orderColumns(Class<? extends CustomResource<?, ?>> kind, ArrayNode columns) {
    List<String> names =
        Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    List<JsonNode> ordered =
        StreamSupport.stream(columns.spliterator(), false)
            .sorted(Comparator.comparingInt(column -> names.indexOf(column.get("name").asText())))
            .toList();
    columns.removeAll().addAll(ordered);
  }

  private static void refineSchema(ObjectNode schema) {
    wholeBounds(schema);
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      schema.put("pattern", QUANTITY).put("minimum", 0);
      return;
    }
    if (schema.path("type").asText().equals("integer")) {
      schema.put("format", "int32");
    }
    schema
        .path("properties")
        .properties()
        .forEach(property -> refineProperty(property.getKey(), (ObjectNode) property.getValue()));
    for (String nested : List.of("items", "additionalProperties")) {
      if (schema.get(nested) instanceof ObjectNode element) {
        refineSchema(element);
      }
    }
  }

  private static void refineProperty(String name, ObjectNode schema) {
    refineSchema(schema);
    if (name.equals("lastTransitionTime")) {
      schema.put("format", "date-time");
    }
    if (name.equals("matchExpressions")) {
      ObjectNode term = (ObjectNode) Objects.requireNonNull(schema.get("items"));
      term.putArray("required").add("key").add("operator");
    }
  }

  /** The generator holds bounds as doubles; all of ours are whole. */
  private static void wholeBounds(ObjectNode schema) {
    for (String bound : List.of("minimum", "maximum")) {
      if (schema.has(bound)) {
        schema.put(bound, schema.get(bound).longValue());
      }
    }
  }
}
