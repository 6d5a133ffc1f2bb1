package dev.basalt.watchdog.notify;

import dev.basalt.watchdog.alert.Alert;
import java.util.List;

/**
 * One message to one receiver.
 *
 * @param alerts what it tells of, as they are when it is made
 */
public record Delivery(List<Alert> alerts, Post.Letter letter) {
  public Delivery {
    alerts = List.copyOf(alerts);
  }
}
