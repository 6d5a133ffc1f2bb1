package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.app.CommandFailure;
import dev.basalt.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Holds starts that fail to it that they leave nothing that runs. */
public final class FailedStart {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> threads;

  /**
   * Starts that may leave threads.
   *
   * @param threads beginnings of the names of those
   */
  public FailedStart(String... threads) {
    this.threads = List.of(threads);
  }

  /** Starts a role on a port that somebody else has. */
  public void ofTakenPort(Function<EndpointSettings, RoleProcess<?>> role) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      says(
          "--metrics-port " + port + " cannot be used: ",
          () -> role.apply(new EndpointSettings("127.0.0.1", port)));
    }
  }

  /**
   * Starts a role.
   *
   * @param message how the reason why it cannot start begins
   */
  public void says(String message, ThrowingCallable start) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    assertThatThrownBy(start).isInstanceOf(CommandFailure.class).hasMessageStartingWith(message);
    Eventually.within(SOON).passes(() -> assertThat(named(before)).isEmpty());
  }

  private List<String> named(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> threads.stream().anyMatch(name::startsWith))
        .toList();
  }
}
