package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the memory of containers with a limit, fifty times a second: anonymous and shared pages
 * of the process and all below it, or the peak of one process alone if that is more. It stands in
 * for the kernel's own limit, which needs a control group that most users may not make: a container
 * can be above its limit for a moment, and pages that forked processes share count for each.
 */
final class MemoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
  private static final long PERIOD_MILLIS = 20;
  private static final long KIBIBYTE = 1024;

  private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("container-memory").factory());

  private record Watched(long limit, Runnable above) {}

  MemoryWatch() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether this system shows the memory of processes. */
  static boolean possible() {
    return Files.isReadable(Path.of("/proc/self/status"));
  }

  /**
   * Watches a process and all below it.
   *
   * @param limit in bytes
   * @param above runs at most once, and must not block
   */
  void watch(long pid, long limit, Runnable above) {
    watched.put(pid, new Watched(limit, above));
  }

  void forget(long pid) {
    watched.remove(pid);
  }

  private void look() {
    watched.forEach((pid, watch) -> {
      long used = used(pid);
      if (used > watch.limit() && watched.remove(pid, watch)) {
        LOG.info("Process {} uses {} of {} bytes and is killed", pid, used, watch.limit());
        watch.above().run();
      }
    });
  }

  /** Bytes that a process and all below it use. */
  private static long used(long root) {
    long sum = 0;
    long peak = 0;
    ArrayDeque<Long> open = new ArrayDeque<>();
    open.add(root);
    while (!open.isEmpty()) {
      long pid = open.remove();
      Path process = Path.of("/proc", Long.toString(pid));
      try {
        Memory memory = Memory.of(Files.readString(process.resolve("status")));
        sum += memory.now();
        peak = Math.max(peak, memory.peak());
        String children =
            Files.readString(
                process.resolve("task").resolve(Long.toString(pid)).resolve("children"));
        for (String child : children.split(" ", -1)) {
          if (!child.isBlank()) {
            open.add(Long.parseLong(child));
          }
        }
      } catch (IOException e) {
        LOG.trace("Process {} has ended", pid, e);
      }
    }
    return Math.max(sum, peak);
  }

  /**
   * What one process uses.
   *
   * @param now anonymous and shared pages, in bytes
   * @param peak the most it ever had, without pages of files, in bytes
   */
  record Memory(long now, long peak) {
    static Memory of(String status) {
      long files = kibibytes(status, "RssFile:");
      return new Memory(
          (kibibytes(status, "RssAnon:") + kibibytes(status, "RssShmem:")) * KIBIBYTE,
          Math.max(0, kibibytes(status, "VmHWM:") - files) * KIBIBYTE);
    }

    private static long kibibytes(String status, String field) {
      return status
          .lines()
          .filter(line -> line.startsWith(field))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
