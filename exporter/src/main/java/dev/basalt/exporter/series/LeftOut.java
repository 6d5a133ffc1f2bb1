package dev.basalt.exporter.series;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left out because of limits. It is logged when that begins. */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger("exporter");

  private final Map<String, Long> byFamily = new TreeMap<>();

  /**
   * So many objects are left out of a family now.
   *
   * @param option what sets its limit
   */
  synchronized void set(String family, long count, String option) {
    Long before = byFamily.put(family, count);
    if (count > 0 && (before == null || before == 0)) {
      LOG.warn(
          "{} of {} are left out: there are more than {} allows; raise it if the store can take"
              + " them",
          count,
          family,
          option);
    }
  }

  synchronized void forEach(BiConsumer<String, Long> consumer) {
    byFamily.forEach(consumer);
  }
}
