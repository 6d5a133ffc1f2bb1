package dev.basalt.bench.race;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads how many writes an API server has served from its {@code /metrics}: of pods, events and
 * everything of Volcano's group, which is all that a scheduler writes besides its Lease.
 */
final class ApiWrites {
  private static final String SERIES = "apiserver_request_total{";
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Set<String> VERBS =
      Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");
  private static final Set<String> RESOURCES = Set.of("pods", "events", "podgroups", "queues");

  private ApiWrites() {}

  /** Requests so far by verb and resource, such as {@code POST pods/binding}. */
  static Map<String, Long> parse(String metrics) {
    Map<String, Long> writes = new TreeMap<>();
    metrics
        .lines()
        .filter(line -> line.startsWith(SERIES))
        .forEach(line -> {
          Map<String, String> labels = new TreeMap<>();
          Matcher label = LABEL.matcher(line);
          while (label.find()) {
            labels.put(label.group(1), label.group(2));
          }
          String verb = labels.getOrDefault("verb", "");
          String resource = labels.getOrDefault("resource", "");
          if (VERBS.contains(verb) && RESOURCES.contains(resource)) {
            String part = labels.getOrDefault("subresource", "");
            String key = verb + " " + resource + (part.isEmpty() ? "" : "/" + part);
            double count = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            writes.merge(key, Math.round(count), Long::sum);
          }
        });
    return writes;
  }

  /** What came between two readings; what did not change is left out. */
  static Map<String, Long> between(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> writes = new TreeMap<>();
    after.forEach((key, count) -> {
      long more = count - before.getOrDefault(key, 0L);
      if (more != 0) {
        writes.put(key, more);
      }
    });
    return writes;
  }

  /** All of them together. */
  static long total(Map<String, Long> writes) {
    return writes.values().stream().mapToLong(Long::longValue).sum();
  }
}
