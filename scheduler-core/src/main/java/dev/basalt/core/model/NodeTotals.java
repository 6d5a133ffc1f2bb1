package dev.basalt.core.model;

import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;

/** What the open nodes have and hold in sum: what shares are computed from. */
final class NodeTotals {
  final ResourceVector allocatable = new ResourceVector();
  final ResourceVector used = new ResourceVector();
  final ResourceVector usedByOthers = new ResourceVector();

  static void add(ResourceVector vector, Request request, int sign) {
    for (int i = 0; i < request.size(); i++) {
      vector.add(request.dimension(i), sign * request.amount(i));
    }
  }
}
