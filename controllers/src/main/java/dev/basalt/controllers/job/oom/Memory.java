package dev.basalt.controllers.job.oom;

/**
 * What a container may have of memory.
 *
 * @param request in bytes, 0 for none
 * @param limit in bytes, 0 for none
 */
public record Memory(long request, long limit) {
  static final Memory NONE = new Memory(0, 0);

  private static final long MEBI = 1L << 20;

  /**
   * What a container is killed at: its limit, or what it asked for if it has none; 0 if neither.
   */
  long bound() {
    return limit > 0 ? limit : request;
  }

  /** The larger of both, each for itself. */
  Memory max(Memory other) {
    return new Memory(Math.max(request, other.request), Math.max(limit, other.limit));
  }

  /**
   * So many times as much, in whole MiB, but not above a ceiling. What there is none of stays so,
   * and nothing shrinks.
   *
   * @param ceiling in bytes
   */
  Memory times(double ratio, long ceiling) {
    return new Memory(times(request, ratio, ceiling), times(limit, ratio, ceiling));
  }

  private static long times(long bytes, double ratio, long ceiling) {
    if (bytes == 0) {
      return 0;
    }
    double wanted = Math.ceil(bytes * ratio / MEBI) * MEBI;
    long most = ceiling / MEBI * MEBI;
    return Math.max(bytes, wanted >= most ? most : (long) wanted);
  }
}
