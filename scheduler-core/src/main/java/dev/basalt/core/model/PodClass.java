package dev.basalt.core.model;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.Request;

/**
 * All pods of one shape: the unit for which filters and scores are evaluated and cached.
 *
 * @param id dense, from 0
 * @param shape what filters and scores read
 * @param request the shape's requests, compiled
 */
public record PodClass(int id, PodShape shape, Request request) {
  /** Whether its pods mount claims. */
  public boolean hasClaims() {
    return !shape.claims().isEmpty();
  }
}
