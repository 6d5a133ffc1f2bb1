package dev.basalt.core.model;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.HashMap;
import java.util.Map;

/** The class of each shape seen so far, under dense ids. */
final class PodClasses {
  private final ResourceSchema schema;
  private final Map<PodShape, PodClass> classes = new HashMap<>();

  PodClasses(ResourceSchema schema) {
    this.schema = schema;
  }

  /** The class of a shape, made if it is new. */
  PodClass of(PodShape shape) {
    PodClass known = classes.get(shape);
    if (known == null) {
      known = new PodClass(classes.size(), shape, Request.ofPod(schema, shape.requests()));
      classes.put(shape, known);
    }
    return known;
  }
}
