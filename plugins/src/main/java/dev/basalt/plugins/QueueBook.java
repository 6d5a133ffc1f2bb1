package dev.basalt.plugins;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.Request;
import dev.basalt.core.spi.SessionView;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All queues of a session with what their objects say, and how they lie within each other. Kept
 * from session to session. Cost of a session: the queues.
 */
public final class QueueBook {
  private Queue[] queues = new Queue[0];
  private QueueTerms[] terms = new QueueTerms[0];
  private Queue[] downwards = new Queue[0];
  private boolean nested;

  /** Follows the queues of a session that opens. */
  public void refresh(SessionView session) {
    int known = queues.length;
    if (known < session.queues().size()) {
      queues = session.queues().toArray(Queue[]::new);
      terms = Arrays.copyOf(terms, queues.length);
      downwards = Arrays.copyOf(queues, queues.length);
    }
    nested = false;
    for (int id = 0; id < queues.length; id++) {
      Queue queue = queues[id];
      nested |= queue.parent() != null;
      if (id >= known || !terms[id].from(queue.spec())) {
        terms[id] = new QueueTerms(queue.spec(), session.schema());
      }
    }
    order();
  }

  private void order() {
    int filled = 0;
    for (Queue queue : queues) {
      if (queue.parent() == null) {
        downwards[filled++] = queue;
      }
    }
    for (int i = 0; nested && i < filled; i++) {
      List<Queue> children = downwards[i].children();
      for (int child = 0; child < children.size(); child++) {
        downwards[filled++] = children.get(child);
      }
    }
  }

  /** All queues, at the index of their id; not to be changed. */
  public Queue[] queues() {
    return queues;
  }

  /** All queues, parents before their children; not to be changed. */
  public Queue[] downwards() {
    return downwards;
  }

  /** Whether any queue lies in another. */
  public boolean nested() {
    return nested;
  }

  /** What a queue's object says, by the queue's id. */
  public QueueTerms terms(int queue) {
    return terms[queue];
  }

  /** What a queue's own pods hold: none of those in queues below it. */
  public static long ownAllocated(Queue queue, int dimension) {
    long own = queue.allocated().get(dimension);
    for (int i = 0; i < queue.children().size(); i++) {
      own -= queue.children().get(i).allocated().get(dimension);
    }
    return own;
  }

  /**
   * The nearest queue, from a queue outwards, that a request would take over its capability; null
   * if there is none. What was promised counts as held.
   *
   * @param staying whether what is on its way out counts as gone
   */
  public @Nullable Queue overCapability(Queue queue, Request request, boolean staying) {
    for (Queue each = queue; each != null; each = each.parent()) {
      if (excess(each, request, staying) >= 0) {
        return each;
      }
    }
    return null;
  }

  /** The first dimension in which a request would take a queue over its capability, or -1. */
  public int excess(Queue queue, Request request, boolean staying) {
    QueueTerms own = terms[queue.id()];
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long held = queue.allocated().get(dimension) + queue.promised().get(dimension);
      held -= staying ? queue.releasing().get(dimension) : 0;
      if (held + request.amount(i) > own.capability(dimension)) {
        return dimension;
      }
    }
    return -1;
  }

  /**
   * Whether a queue and all around it may hold what a request asks for beside all that they hold,
   * what is on its way out too. What was promised does not count.
   */
  public boolean mayHold(Queue queue, Request request) {
    for (Queue each = queue; each != null; each = each.parent()) {
      QueueTerms own = terms[each.id()];
      for (int i = 0; i < request.size(); i++) {
        int dimension = request.dimension(i);
        long after = each.allocated().get(dimension) + request.amount(i);
        if (request.amount(i) > 0 && after > own.capability(dimension)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a queue is another or lies in it, however deep. */
  public static boolean within(Queue queue, Queue other) {
    Queue each = queue;
    while (each != null && each != other) {
      each = each.parent();
    }
    return each != null;
  }

  /**
   * The queue around a queue, or itself, that lies right below what is around both it and another:
   * of two queues side by side, each itself. Of a queue and one in it, the outer one.
   */
  public static Queue branch(Queue queue, Queue other) {
    Queue own = outwards(queue, other.depth());
    Queue its = outwards(other, queue.depth());
    while (own != its && own.parent() != null && its.parent() != null) {
      if (own.parent() == its.parent()) {
        return own;
      }
      own = own.parent();
      its = its.parent();
    }
    return own;
  }

  private static Queue outwards(Queue queue, int depth) {
    Queue each = queue;
    while (each.depth() > depth && each.parent() != null) {
      each = each.parent();
    }
    return each;
  }

  /** The older of two queues first, then the lower name. */
  public static int compareAges(Queue first, Queue second) {
    int byAge = Long.compare(created(first), created(second));
    return byAge != 0 ? byAge : first.name().compareTo(second.name());
  }

  private static long created(Queue queue) {
    QueueSpec spec = queue.spec();
    return spec == null ? Long.MAX_VALUE : spec.createdMillis();
  }
}
