package dev.basalt.controllers.job.oom;

import java.util.Map;

/** Memory in MiB, for tests. */
final class Mebi {
  private Mebi() {}

  static long bytes(long mebi) {
    return mebi << 20;
  }

  static Memory of(long request, long limit) {
    return new Memory(bytes(request), bytes(limit));
  }

  /** Request and limit alike. */
  static Memory of(long both) {
    return of(both, both);
  }

  /** A growth of the container {@code main}. */
  static Growth growth(int times, long both) {
    return Growth.of(times, Map.of("main", of(both)));
  }
}
