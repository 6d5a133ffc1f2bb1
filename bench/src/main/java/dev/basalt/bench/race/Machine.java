package dev.basalt.bench.race;

import dev.basalt.testkit.build.ControlPlaneBinaries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a race ran on.
 *
 * @param cores processors that this process may use
 * @param processor the processor's own name
 * @param memoryGibibytes of the machine
 * @param kernel the operating system
 * @param java version of the virtual machine
 * @param kubernetes version of the API server
 * @param loadBefore load average over a minute before the race began: above 0.5 somebody else
 *     computed as well
 */
record Machine(
    int cores,
    String processor,
    long memoryGibibytes,
    String kernel,
    String java,
    String kubernetes,
    double loadBefore) {

  /** This machine, now. */
  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        line("/proc/cpuinfo", "model name", System.getProperty("os.arch", "unknown")),
        Math.round(
            Double.parseDouble(line("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", ""))
                / 1048576),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version().toString(),
        ControlPlaneBinaries.kubernetesVersion(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String line(String file, String name, String otherwise) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }

  /** One line for people. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%d cores (%s) for everything, %d GiB, %s, Kubernetes %s, etcd without fsync, Java %s,"
            + " load average %.1f before",
        cores,
        processor,
        memoryGibibytes,
        kernel,
        kubernetes,
        java,
        loadBefore);
  }
}
