package dev.basalt.watchdog.notify;

import dev.basalt.watchdog.alert.Alert;

/** Which alerts a receiver is told of. */
final class Matching {
  private Matching() {}

  static boolean matches(ReceiverSpec spec, Alert alert) {
    return spec.match().entrySet().stream()
        .allMatch(label -> label.getValue().equals(alert.label(label.getKey())));
  }
}
