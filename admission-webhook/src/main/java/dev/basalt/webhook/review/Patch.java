package dev.basalt.webhook.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON patch (RFC 6902), in the order in which it was put together. */
public final class Patch {
  private static final String ANNOTATIONS = "/metadata/annotations";

  private final List<Step> steps = new ArrayList<>();
  private boolean annotationsMade;

  /**
   * One operation.
   *
   * @param op {@code add} or {@code remove}
   * @param path a JSON pointer
   * @param value what is added; null where it is removed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(String op, String path, @Nullable Object value) {}

  /** Sets a field, whether it is there or not; the object that holds it must be. */
  public Patch set(String path, Object value) {
    steps.add(new Step("add", path, value));
    return this;
  }

  /** Removes a field that is there. */
  public Patch remove(String path) {
    steps.add(new Step("remove", path, null));
    return this;
  }

  /**
   * Sets an annotation of the object, or removes it.
   *
   * @param present the annotations that the object has
   * @param value null to remove it
   */
  public Patch annotation(
      @Nullable Map<String, String> present, String key, @Nullable String value) {
    String path = ANNOTATIONS + "/" + escaped(key);
    if (value == null) {
      return present != null && present.containsKey(key) ? remove(path) : this;
    }
    if (present == null && !annotationsMade) {
      set(ANNOTATIONS, Map.of());
      annotationsMade = true;
    }
    return present != null && value.equals(present.get(key)) ? this : set(path, value);
  }

  /** One step of a JSON pointer. */
  public static String escaped(String step) {
    return step.replace("~", "~0").replace("/", "~1");
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  public List<Step> operations() {
    return List.copyOf(steps);
  }
}
