package dev.basalt.watchdog.notify;

import dev.basalt.watchdog.alert.Alert;
import java.util.function.Predicate;

/** Makes receivers. */
public final class Receivers {
  private Receivers() {}

  /**
   * A receiver that was told nothing by this process.
   *
   * @param heartbeat which alerts stand for our health
   */
  public static Receiver of(ReceiverSpec spec, Predicate<Alert> heartbeat) {
    return spec.type() == ReceiverSpec.Type.ALERTMANAGER
        ? new Alertmanager(spec, heartbeat)
        : new Webhook(spec, heartbeat);
  }
}
