package dev.basalt.controllers.queue;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command may ask of a queue. */
enum QueueAction {
  /** New work is taken. */
  OPEN("OpenQueue", "Open"),
  /** No new work is taken. */
  CLOSE("CloseQueue", "Close");

  private final String text;
  private final String verb;

  QueueAction(String text, String verb) {
    this.text = text;
    this.verb = verb;
  }

  /** The word that commands use. */
  String text() {
    return text;
  }

  /** How an event begins that says that it was done. */
  String succeeded() {
    return verb + " queue succeed";
  }

  /** How an event begins that says why it is not done. */
  String failed() {
    return text + " queue failed for ";
  }

  /** How an event begins that says why it could not be written. */
  String unwritten(QueueRecord queue, QueueMachine.Step step) {
    String before = queue.state() == null ? "" : QueueBodies.word(queue.state());
    return this == CLOSE
        ? "Close queue failed for "
        : "Update queue status from %s to %s failed for "
            .formatted(before, QueueBodies.word(step.state()));
  }

  /** The action of that word, null if there is none. */
  static @Nullable QueueAction of(String text) {
    return Arrays.stream(values())
        .filter(action -> action.text.equals(text))
        .findFirst()
        .orElse(null);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(QueueAction::text).toList();
  }
}
