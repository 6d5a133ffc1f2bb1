package dev.basalt.watchdog.notify;

import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Standing;
import dev.basalt.watchdog.view.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides when a receiver is told what. Sends nothing itself. Owned by one thread. */
public interface Receiver {
  /** Its name. */
  String name();

  /** Whether it is to be told of an alert. */
  boolean wants(Alert alert);

  /**
   * Whether it matters to it if it is told the same twice: then it is recorded before each message
   * that it is being told.
   */
  boolean tellOnce();

  /**
   * The message that is due now; null if none is. Nothing is under way to this receiver.
   *
   * @param standing all alerts
   * @param healthy whether rules are looked at as they should be: else it is not said of an alert
   *     that stands for that, that it still fires
   */
  @Nullable Delivery next(List<Standing> standing, Moment now, boolean healthy);

  /** A message was answered. */
  void answered(Delivery delivery, Post.Reply reply, Moment now);
}
