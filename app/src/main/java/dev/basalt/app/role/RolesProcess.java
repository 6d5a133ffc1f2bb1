package dev.basalt.app.role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some roles in one process, with one port for what they publish. One that cannot start, or that
 * does not live any more, ends them all: what starts the process anew then starts everything anew.
 */
public final class RolesProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("all-in-one");

  private final ClosingStack opened = new ClosingStack();
  private final List<RunningRole<?>> running = new CopyOnWriteArrayList<>();
  private final ProcessEndpoints endpoints;
  private final Duration period;
  private final Thread watch;
  private volatile boolean started;
  private @Nullable String failure;
  private boolean closed;

  /**
   * Starts the roles, one after the other.
   *
   * @param period how often it is looked whether they live
   * @throws dev.basalt.app.CommandFailure if one cannot be started, or the port cannot be had; none
   *     runs then
   */
  public RolesProcess(EndpointSettings at, List<Role.Start<?>> starts, Duration period) {
    this.period = period;
    try {
      endpoints =
          opened.open(
              new ProcessEndpoints(
                  at, this::roles, () -> together(RunningRole::health), this::readiness));
      starts.forEach(this::start);
    } catch (RuntimeException | Error e) {
      opened.closeFor(e);
      throw e;
    }
    started = true;
    watch = Thread.ofVirtual().name("roles").start(this::watch);
    LOG.atInfo()
        .addKeyValue("roles", roles().stream().map(Role::name).toList())
        .addKeyValue("port", port())
        .log("started");
  }

  private <R extends Role> void start(Role.Start<R> start) {
    ClosingStack connections = opened.open(new ClosingStack());
    running.add(opened.open(new RunningRole<>(start, endpoints.context(connections))));
  }

  /** The port of the endpoints. */
  public int port() {
    return endpoints.port();
  }

  /** Waits for the end; what failed, null if it was closed. */
  public synchronized @Nullable String await() throws InterruptedException {
    while (!closed && failure == null) {
      wait();
    }
    return failure;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(period);
        Probe probe = together(RunningRole::health);
        if (!probe.ok()) {
          fail(probe.text().strip());
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void fail(String what) {
    if (!closed) {
      failure = what;
      notifyAll();
    }
  }

  private List<Role> roles() {
    List<Role> roles = new ArrayList<>();
    running.forEach(one -> roles.add(one.role()));
    return roles;
  }

  private Probe readiness() {
    return started ? together(RunningRole::readiness) : Probe.of("starting");
  }

  /** All are content, or the complaints of those that are not, each with its role. */
  private Probe together(Function<RunningRole<?>, Probe> question) {
    List<String> complaints = new ArrayList<>();
    for (RunningRole<?> one : running) {
      Probe probe = question.apply(one);
      if (!probe.ok()) {
        probe.text().lines().forEach(line -> complaints.add(one.role().name() + ": " + line));
      }
    }
    return Probe.of(complaints);
  }

  /** Ends the roles, the last that was started first, then the endpoints. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    watch.interrupt();
    opened.close();
  }
}
