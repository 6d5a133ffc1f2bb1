package dev.basalt.controllers.job.oom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of a task has found out, for later runs.
 *
 * @param at when, as an instant in ISO 8601
 * @param replicas how many pods the task had
 * @param memory what its template said, see {@link Templates#memoryOf}
 * @param growths how its pods have grown
 */
public record Offer(String at, int replicas, String memory, TaskGrowths growths) {
  /** Entries that are kept; with those of the greatest length, less than 256 KiB. */
  static final int MOST = 200;

  private static final int LONGEST = 1_000;

  /** An entry, of at most about 1,100 characters. */
  public String text() {
    TaskGrowths found = growths;
    while (GrowthCodec.tree(found).toString().length() > LONGEST && found.canBeCoarser()) {
      found = found.coarser();
    }
    ObjectNode tree = Json.object().put("at", at).put("replicas", replicas).put("template", memory);
    return tree.setAll(GrowthCodec.tree(found)).toString();
  }

  private static Offer read(String text) {
    JsonNode tree = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    return new Offer(
        tree.path("at").asText(),
        tree.path("replicas").asInt(),
        tree.path("template").asText(),
        GrowthCodec.task(tree));
  }

  /**
   * What an entry offers to a run; nothing if the template asks for other memory now, and only what
   * holds for all pods if their number is another.
   */
  public static TaskGrowths taken(String entry, int replicas, String memory) {
    Offer offer = read(entry);
    if (!offer.memory.equals(memory)) {
      return TaskGrowths.NONE;
    }
    TaskGrowths begun = offer.growths.begun();
    return offer.replicas == replicas ? begun : new TaskGrowths(begun.others(), List.of());
  }

  /** The keys of the oldest entries, those that are too many once more are added. */
  public static List<String> surplus(Map<String, String> entries, Map<String, String> more) {
    Map<String, String> times = new TreeMap<>();
    entries.forEach((key, text) -> {
      if (!more.containsKey(key)) {
        times.put(key, read(text).at);
      }
    });
    List<String> oldest = new ArrayList<>(times.keySet());
    oldest.sort(Comparator.comparing(times::get));
    int tooMany = oldest.size() + more.size() - MOST;
    return oldest.subList(0, Math.min(oldest.size(), Math.max(0, tooMany)));
  }
}
