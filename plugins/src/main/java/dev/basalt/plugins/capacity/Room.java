package dev.basalt.plugins.capacity;

import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whether a queue has room for a request: within its capability and that of every queue around it,
 * with what is guaranteed to others left where it is. What stands in the way was found last is kept
 * for words.
 *
 * <p>Cost: the request's dimensions times the queue's depth.
 */
final class Room {
  private final Entitlements entitlements;
  private @Nullable Queue bound;
  private int dimension;
  private long free;

  Room(Entitlements entitlements) {
    this.entitlements = entitlements;
  }

  /**
   * Whether there is room.
   *
   * @param staying whether what is on its way out counts as gone
   */
  boolean has(Queue queue, Request request, boolean staying) {
    bound = null;
    for (int i = 0; i < request.size(); i++) {
      dimension = request.dimension(i);
      if (!has(queue, request.amount(i), staying)) {
        return false;
      }
    }
    return true;
  }

  private boolean has(Queue own, long asked, boolean staying) {
    long more = asked;
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      long taken = held(queue, staying) + entitlements.idleBelow(queue, dimension);
      if (more > entitlements.capability(queue, dimension) - taken) {
        bound = queue;
        return false;
      }
      // Within its guarantee it takes what those around it have set aside already.
      long kept = entitlements.guarantee(queue, dimension);
      more = Math.max(kept, taken + more) - Math.max(kept, taken);
      if (more == 0) {
        return true;
      }
    }
    long idle = entitlements.idle(dimension);
    if (idle == 0) {
      return true;
    }
    free = entitlements.total(dimension);
    for (Queue queue : entitlements.book().queues()) {
      free -= queue.parent() == null ? held(queue, staying) : 0;
    }
    // Where there is not enough room in any case, the nodes give the better reason.
    return more <= free - idle || asked > free;
  }

  private long held(Queue queue, boolean staying) {
    return staying ? Entitlements.staying(queue, dimension) : Entitlements.held(queue, dimension);
  }

  /**
   * The queue whose capability was in the way; null if it was that of none, but what is kept for
   * guarantees.
   */
  @Nullable Queue bound() {
    return bound;
  }

  /** The dimension that was short. */
  int dimension() {
    return dimension;
  }

  /** What no queue held of it; known where nobody's capability was in the way. */
  long free() {
    return free;
  }
}
