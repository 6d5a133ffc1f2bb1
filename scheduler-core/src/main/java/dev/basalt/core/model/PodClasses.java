package dev.basalt.core.model;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The class of each shape seen so far, under dense ids. */
final class PodClasses {
  private final ResourceSchema schema;
  private final Map<PodShape, PodClass> classes = new HashMap<>();
  private final Map<String, Map<PodShape, PodClass>> byZone = new HashMap<>();

  PodClasses(ResourceSchema schema) {
    this.schema = schema;
  }

  /** The class of a shape in a zone, null for the zone that the shape names itself. */
  PodClass of(PodShape shape, @Nullable String zone) {
    if (zone == null || zone.equals(shape.zone())) {
      return of(shape);
    }
    Map<PodShape, PodClass> known = byZone.computeIfAbsent(zone, unseen -> new HashMap<>());
    PodClass inZone = known.get(shape);
    if (inZone == null) {
      inZone = of(shape.toBuilder().zone(zone).build());
      known.put(shape, inZone);
    }
    return inZone;
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
