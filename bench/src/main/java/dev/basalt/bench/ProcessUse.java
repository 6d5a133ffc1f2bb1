package dev.basalt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has used so far, from Linux' {@code /proc}.
 *
 * @param cpuSeconds user and system time
 * @param peakBytes the largest resident set
 */
record ProcessUse(double cpuSeconds, long peakBytes) {
  private static final double TICKS_PER_SECOND = 100;

  /** Zeros where the system has no {@code /proc}. */
  static ProcessUse of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(folder.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
      return new ProcessUse(ticks / TICKS_PER_SECOND, peak(folder));
    } catch (IOException e) {
      return new ProcessUse(0, 0);
    }
  }

  private static long peak(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("status"));
    for (String line : lines) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
