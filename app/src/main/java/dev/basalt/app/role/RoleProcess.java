package dev.basalt.app.role;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One role in a process of its own, or as if it were. */
public final class RoleProcess<R extends Role> implements AutoCloseable {
  private final ClosingStack opened = new ClosingStack();
  private final ProcessEndpoints endpoints;
  private final R role;
  private volatile @Nullable RunningRole<R> running;

  /**
   * Serves the endpoints and starts the role; returns once everything is on its way.
   *
   * @throws dev.basalt.app.CommandFailure if the role cannot be started, or the port cannot be had;
   *     nothing runs then
   */
  public RoleProcess(EndpointSettings at, Role.Start<R> start) {
    try {
      ClosingStack connections = opened.open(new ClosingStack());
      endpoints = opened.open(new ProcessEndpoints(at, this::roles, this::health, this::readiness));
      RunningRole<R> started =
          opened.open(new RunningRole<>(start, endpoints.context(connections)));
      running = started;
      role = started.role();
    } catch (RuntimeException | Error e) {
      opened.closeFor(e);
      throw e;
    }
  }

  /** The role. */
  public R role() {
    return role;
  }

  /** The port of the endpoints. */
  public int port() {
    return endpoints.port();
  }

  /** Ends the role, then the endpoints. */
  @Override
  public void close() {
    opened.close();
  }

  private List<Role> roles() {
    RunningRole<R> now = running;
    return now == null ? List.of() : List.of(now.role());
  }

  private Probe health() {
    RunningRole<R> now = running;
    return now == null ? Probe.fine() : now.health();
  }

  private Probe readiness() {
    RunningRole<R> now = running;
    return now == null ? Probe.of("starting") : now.readiness();
  }
}
