package dev.basalt.core.model;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.resource.Request;
import org.jspecify.annotations.Nullable;

/**
 * All pods of one shape that the same terms of other pods mean: the unit for which filters and
 * scores are evaluated and cached.
 *
 * @param id dense, from 0; used again once no pod of the class is left
 * @param shape what filters and scores read
 * @param request the shape's requests, compiled
 * @param peers what its pods and others have to do with each other, null if nothing
 */
public record PodClass(int id, PodShape shape, Request request, @Nullable Peers peers) {
  /** A class whose pods and others have nothing to do with each other. */
  public PodClass(int id, PodShape shape, Request request) {
    this(id, shape, request, null);
  }

  /** Whether this is the same class, rather than one that has the same id or is like it. */
  @SuppressWarnings("ReferenceEquality") // Each class is made once.
  public boolean is(@Nullable PodClass other) {
    return this == other;
  }

  /** Whether its pods mount claims. */
  public boolean hasClaims() {
    return !shape.claims().isEmpty();
  }
}
