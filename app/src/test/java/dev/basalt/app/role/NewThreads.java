package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Platform threads that were started since it was made: what a role that failed may leave. */
public final class NewThreads {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  /** Waits until none of them has a name that begins with one of these. */
  public void awaitNone(String... names) {
    Eventually.within(SOON).passes(() -> assertThat(named(names)).isEmpty());
  }

  private List<String> named(String... names) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> Stream.of(names).anyMatch(name::startsWith))
        .toList();
  }
}
