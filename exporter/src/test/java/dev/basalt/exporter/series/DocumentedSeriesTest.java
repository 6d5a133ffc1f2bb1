package dev.basalt.exporter.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/metrics.md lists what is published, no more and no less. */
class DocumentedSeriesTest {
  private static final Path PAGE = Path.of(System.getProperty("basalt.root"), "docs", "metrics.md");
  private static final Pattern NAME = Pattern.compile("`((?:basalt|volcano)_[a-z_]+)`");

  /** What is counted and timed, and the exporter's own, with their labels. */
  private static final Map<String, String> METERS =
      Map.of(
          "basalt_pods_finished_total", "queue reason result",
          "basalt_jobs_finished_total", "phase queue",
          "basalt_job_duration_seconds", "phase queue user",
          "basalt_job_wait_seconds", "queue user",
          "basalt_gang_wait_seconds", "queue",
          "basalt_gang_admission_seconds", "queue",
          "basalt_exporter_scrape_seconds", "",
          "basalt_exporter_feed_silence_seconds", "",
          "volcano_job_completed_phase_count", "queue_name",
          "volcano_job_failed_phase_count", "queue_name");

  @Test
  void everySeriesIsThereWithItsLabels() throws IOException {
    Map<String, Set<String>> published = new TreeMap<>();
    METERS.forEach((name, labels) -> published.put(name, set(labels, " ")));
    for (Family family : Family.values()) {
      published.put(family.series(), new TreeSet<>(family.labels()));
    }
    assertThat(documented()).isEqualTo(published);
  }

  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> series = new TreeMap<>();
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.startsWith("## Exporter"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| `"))
            .toList();
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      NAME.matcher(cells[1])
          .results()
          .forEach(name -> series.put(name.group(1), set(cells[2].strip(), ", ")));
    }
    return series;
  }

  private static Set<String> set(String words, String separator) {
    return new TreeSet<>(
        Stream.of(words)
            .filter(text -> !text.isEmpty())
            .flatMap(text -> Arrays.stream(text.split(separator, -1)))
            .toList());
  }
}
