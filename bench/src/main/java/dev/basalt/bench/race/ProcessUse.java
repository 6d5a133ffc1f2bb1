package dev.basalt.bench.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has used so far, from Linux' {@code /proc}.
 *
 * @param cpuSeconds user and system time, its own and that of children it has waited for; in steps
 *     of 10 ms
 * @param peakBytes the largest resident set
 */
record ProcessUse(double cpuSeconds, long peakBytes) {
  private static final double TICKS_PER_SECOND = 100;

  /** Zeros where there is no such process, or no {@code /proc}. */
  static ProcessUse of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      return new ProcessUse(
          cpuSeconds(Files.readString(folder.resolve("stat"))),
          peakBytes(Files.readAllLines(folder.resolve("status"))));
    } catch (IOException e) {
      return new ProcessUse(0, 0);
    }
  }

  /** The times in a line of {@code /proc/PID/stat}; the program's name may hold blanks. */
  static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
    double ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Double.parseDouble(fields[field]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static long peakBytes(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
