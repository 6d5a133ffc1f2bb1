package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads namespaces. */
public final class NamespaceReader {
  /** Native quotas call what containers ask for by this prefix; ours does not need it. */
  private static final String REQUESTS = "requests.";

  private static final String LIMITS = "limits.";

  private NamespaceReader() {}

  /** The namespace as far as scheduling reads it; never fails, see the spec's problems. */
  public static NamespaceSpec read(Namespace namespace) {
    ObjectMeta metadata = namespace.getMetadata();
    Map<String, String> annotations = Fields.entries(metadata.getAnnotations());
    String quotaText = annotations.get(BasaltNames.QUOTA);
    Amounts quota = quotaText == null ? Amounts.NONE : quota(quotaText);
    String weightText = annotations.get(BasaltNames.FAIR_SHARE_WEIGHT);
    double weight = weightText == null ? 1 : weight(weightText);
    boolean readable = weight > 0 && !Double.isInfinite(weight);
    return NamespaceSpec.builder(Fields.text(metadata.getName()), Fields.text(metadata.getUid()))
        .quota(quotaText == null ? null : quota.list())
        .quotaProblem(quota.problem())
        .fairShareWeight(readable ? weight : 1)
        .labels(Fields.entries(metadata.getLabels()))
        .weightProblem(readable ? null : weightProblem(weightText))
        .build();
  }

  private static Amounts quota(String text) {
    String field = field(BasaltNames.QUOTA);
    Map<String, String> written = JsonTexts.object(text);
    if (written == null) {
      return new Amounts(
          ResourceList.EMPTY,
          field
              + ": is not a JSON object of quantities; write one such as"
              + " {\"cpu\": \"40\", \"memory\": \"160Gi\", \"pods\": \"500\"}");
    }
    Map<String, String> quantities = new TreeMap<>();
    for (Map.Entry<String, String> entry : written.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(LIMITS)) {
        return new Amounts(
            ResourceList.EMPTY,
            field
                + "."
                + name
                + ": limits are not scheduled by; name what pods request, as in cpu");
      }
      String resource = name.startsWith(REQUESTS) ? name.substring(REQUESTS.length()) : name;
      if (quantities.put(resource, entry.getValue()) != null) {
        return new Amounts(
            ResourceList.EMPTY, field + "." + name + ": is stated twice; remove one of the two");
      }
    }
    Amounts amounts = Amounts.parse(quantities);
    return amounts.problem() == null
        ? amounts
        : new Amounts(amounts.list(), field + "." + amounts.problem());
  }

  /** The weight, NaN if the text is no number. */
  private static double weight(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String weightProblem(@Nullable String text) {
    return "%s: \"%s\" is not a weight; write a number above 0 or remove the annotation"
        .formatted(field(BasaltNames.FAIR_SHARE_WEIGHT), text);
  }

  private static String field(String key) {
    return "metadata.annotations[" + key + "]";
  }
}
