package dev.basalt.controllers.runtime;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts controllers once this process leads and has seen what is in the cluster, and stops them
 * when it leads no longer. Mirrors go on either way, so that a standby takes over at once.
 */
public final class ControllerHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerHost.class);
  private static final long TICK_MILLIS = 100;
  private static final long CARE_TICKS = 50;

  private final List<Mirror<?, ?>> mirrors;
  private final List<Controller> controllers;
  private final ScheduledExecutorService caretaker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("controllers-caretaker").factory());
  private volatile boolean leading;
  private boolean working;
  private long ticks;

  /** A host that does nothing until started. */
  public ControllerHost(List<Mirror<?, ?>> mirrors, List<Controller> controllers) {
    this.mirrors = List.copyOf(mirrors);
    this.controllers = List.copyOf(controllers);
  }

  /** Begins to look after mirrors, which have been started, and controllers. */
  public void start() {
    Future<?> _ =
        caretaker.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** This process leads from now on, or no longer. Returns at once. */
  public void lead(boolean leads) {
    leading = leads;
  }

  public List<Controller> controllers() {
    return controllers;
  }

  /** What is wrong with what is known of the cluster, a line each. */
  public List<String> complaints() {
    return mirrors.stream().map(Mirror::complaint).filter(Objects::nonNull).toList();
  }

  /** Ends the controllers, each after the key it is at, then the mirrors. */
  @Override
  public void close() {
    leading = false;
    caretaker.shutdown();
    try {
      if (!caretaker.awaitTermination(1, TimeUnit.MINUTES)) {
        caretaker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    controllers.forEach(Controller::stop);
    mirrors.forEach(Mirror::close);
  }

  private void tick() {
    boolean work = leading && mirrors.stream().allMatch(Mirror::synced);
    if (work != working) {
      working = work;
      controllers.forEach(work ? Controller::start : Controller::stop);
    }
    if (++ticks % CARE_TICKS == 0) {
      mirrors.forEach(ControllerHost::lookAfter);
    }
  }

  /** One watch that cannot be mended now must not keep the others from it. */
  private static void lookAfter(Mirror<?, ?> mirror) {
    try {
      mirror.tick();
    } catch (RuntimeException e) {
      LOG.warn("a watch could not be started anew; trying again", e);
    }
  }
}
