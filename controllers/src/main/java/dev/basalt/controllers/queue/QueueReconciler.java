package dev.basalt.controllers.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.queue.QueueMachine.Situation;
import dev.basalt.controllers.queue.QueueMachine.Step;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings a queue to the state it should be in. The state and the counts of PodGroups are written
 * here and nowhere else; what the queue's pods hold is the scheduler's to write.
 */
final class QueueReconciler implements Reconciler {
  static final Set<String> STANDARD = Set.of(VolcanoNames.ROOT_QUEUE, VolcanoNames.DEFAULT_QUEUE);

  /** Queue and command are watched apart: a command may be seen before its queue. */
  private static final Duration ORPHAN = Duration.ofMinutes(1);

  private static final int CONFLICT = 409;

  /**
   * What is seen of the cluster; a little behind it.
   *
   * @param queue null if there is none of that name
   * @param within the queues right below one
   * @param commands those about a queue
   */
  record Sight(
      Function<ObjectKey, @Nullable QueueRecord> queue,
      Function<ObjectKey, List<QueueRecord>> within,
      Function<ObjectKey, List<QueueCommand>> commands) {}

  private final Sight sight;
  private final QueueTallies tallies;
  private final Writer writer;
  private final Notices notices;
  private final Clock clock;

  /** Actions of commands that are deleted already, until they are carried out. */
  private final Map<ObjectKey, QueueAction> taken = new ConcurrentHashMap<>();

  QueueReconciler(Sight sight, QueueTallies tallies, Writer writer, Notices notices, Clock clock) {
    this.sight = sight;
    this.tallies = tallies;
    this.writer = writer;
    this.notices = notices;
    this.clock = clock;
  }

  @Override
  public Next reconcile(ObjectKey key) throws InterruptedException {
    QueueRecord queue = sight.queue().apply(key);
    if (queue == null) {
      taken.remove(key);
      if (STANDARD.contains(key.name())) {
        make(key.name());
      }
      return clear(key) ? Next.after(ORPHAN) : Next.never();
    }
    QueueAction asked = next(key, queue);
    Step step = QueueMachine.decide(situation(queue), asked);
    try {
      bring(queue, step);
    } catch (WriteFailedException e) {
      if (asked != null && e.refused()) {
        event(queue, true, asked.text(), asked.unwritten(queue, step) + e.getMessage());
      }
      throw e;
    }
    tell(queue, step, asked);
    if (asked != null) {
      taken.remove(key);
      return Next.now();
    }
    return Next.never();
  }

  private Situation situation(QueueRecord queue) {
    ObjectKey parentKey = queue.parentKey();
    QueueRecord parent = parentKey == null ? null : sight.queue().apply(parentKey);
    boolean busy =
        queue.holdsPods()
            || tallies.of(queue.name()).unfinished() > 0
            || sight.within().apply(new ObjectKey("", queue.name())).stream()
                .anyMatch(child -> child.state() == QueueState.CLOSING);
    return new Situation(
        queue.name(),
        queue.state(),
        queue.closedByParent(),
        queue.parent(),
        parent == null || parent.open(),
        busy);
  }

  /**
   * The mark goes before a state that needs it, and stays until it is needed no longer. All of it
   * is written over the object that was looked at: one that is seen late has another state by now,
   * perhaps one that we gave it.
   */
  private void bring(QueueRecord queue, Step step) throws InterruptedException {
    // A mark that is seen may just have been taken off, while the queue opened.
    boolean marks =
        step.closedByParent() != queue.closedByParent() || (step.closedByParent() && queue.open());
    String version = queue.version();
    if (marks && step.state() != QueueState.OPEN) {
      version = mark(queue, version, step.closedByParent());
    }
    ObjectNode status = QueueBodies.status(queue, step.state(), tallies.of(queue.name()));
    if (!status.isEmpty()) {
      version =
          version(
              writer.merge(
                  QueueBodies.status(queue.name()), QueueBodies.patch(queue, version, status)),
              version);
    }
    if (marks && step.state() == QueueState.OPEN) {
      mark(queue, version, false);
    }
  }

  private String mark(QueueRecord queue, String version, boolean closedByParent)
      throws InterruptedException {
    return version(
        writer.merge(
            QueueBodies.path(queue.name()), QueueBodies.mark(queue, version, closedByParent)),
        version);
  }

  /** The version of what was written; the one before it if it is gone. */
  private static String version(JsonNode written, String before) {
    return written.path("metadata").path("resourceVersion").asText(before);
  }

  private void tell(QueueRecord queue, Step step, @Nullable QueueAction asked) {
    String refusal = step.refusal();
    if (refusal != null && asked != null) {
      event(queue, true, asked.text(), asked.failed() + refusal);
    } else if (queue.state() != null && step.state() != queue.state()) {
      QueueAction done = step.state() == QueueState.OPEN ? QueueAction.OPEN : QueueAction.CLOSE;
      String because =
          step.closedByParent()
              ? ", because its parent queue " + queue.parent() + " is not open"
              : "";
      event(
          queue,
          false,
          done.text(),
          done.succeeded() + ": it is " + QueueBodies.word(step.state()) + because);
    }
  }

  /** The action to carry out, null if there is none; its command is deleted first. */
  private @Nullable QueueAction next(ObjectKey key, QueueRecord queue) throws InterruptedException {
    QueueAction open = taken.get(key);
    if (open != null) {
      return open;
    }
    for (QueueCommand command : inOrder(key)) {
      boolean mine = command.queueUid().isEmpty() || command.queueUid().equals(queue.uid());
      if (!take(command) || !mine) {
        continue;
      }
      QueueAction action = QueueAction.of(command.action());
      if (action != null) {
        taken.put(key, action);
        return action;
      }
      event(
          queue,
          true,
          "CommandIssued",
          "command %s: action \"%s\" is none for queues; use one of %s"
              .formatted(command.key(), command.action(), String.join(", ", QueueAction.words())));
    }
    return null;
  }

  /** Removes commands about a queue that is gone. Returns whether some are left for later. */
  private boolean clear(ObjectKey key) throws InterruptedException {
    boolean left = false;
    for (QueueCommand command : inOrder(key)) {
      if (clock.epochMillis() - command.createdMillis() < ORPHAN.toMillis()) {
        left = true;
      } else {
        take(command);
      }
    }
    return left;
  }

  /** Deletes a command; false if somebody else did. */
  private boolean take(QueueCommand command) throws InterruptedException {
    return writer.delete(ApiPaths.command(command.key()), command.uid(), null);
  }

  private List<QueueCommand> inOrder(ObjectKey key) {
    return sight.commands().apply(key).stream()
        .sorted(
            Comparator.comparingLong(QueueCommand::createdMillis)
                .thenComparing(command -> command.key().toString()))
        .toList();
  }

  private void make(String name) throws InterruptedException {
    ApiResponse response =
        writer.create(QueueBodies.COLLECTION, Json.bytes(QueueBodies.standard(name)));
    if (!response.successful() && response.status() != CONFLICT) {
      throw WriteFailedException.of("create queue " + name, response);
    }
  }

  private void event(QueueRecord queue, boolean warning, String reason, String message) {
    Queue object = new Queue();
    object.setMetadata(new ObjectMetaBuilder().withName(queue.name()).withUid(queue.uid()).build());
    notices.event(object, warning, reason, message);
  }
}
