package dev.basalt.core.model;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The class of each shape seen so far, under dense ids. */
final class PodClasses {
  private final ResourceSchema schema;
  private final Map<PodShape, PodClass> classes = new HashMap<>();
  private final Map<Where, Map<PodShape, PodClass>> byZone = new HashMap<>();

  private record Where(@Nullable String zone, @Nullable List<String> enters) {}

  PodClasses(ResourceSchema schema) {
    this.schema = schema;
  }

  /**
   * The class that a shape has in a job.
   *
   * @param zone the job's zone, null for the one that the shape names itself
   * @param enters the reserved zones that the job may use, null where none is reserved
   */
  PodClass of(PodShape shape, @Nullable String zone, @Nullable List<String> enters) {
    if (enters == null && (zone == null || zone.equals(shape.zone()))) {
      return of(shape);
    }
    Where where = new Where(zone == null ? shape.zone() : zone, enters);
    Map<PodShape, PodClass> known = byZone.computeIfAbsent(where, unseen -> new HashMap<>());
    PodClass inZone = known.get(shape);
    if (inZone == null) {
      inZone = of(shape.toBuilder().zone(where.zone()).enters(enters).build());
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
