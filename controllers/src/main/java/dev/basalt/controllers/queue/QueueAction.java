package dev.basalt.controllers.queue;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command may ask of a queue. */
enum QueueAction {
  /** New work is taken. */
  OPEN("OpenQueue"),
  /** No new work is taken. */
  CLOSE("CloseQueue");

  private final String text;

  QueueAction(String text) {
    this.text = text;
  }

  /** The word that commands use. */
  String text() {
    return text;
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
