package dev.basalt.controllers.job.oom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OfferTest {
  private static final TaskGrowths FOUND =
      JobGrowths.NONE.with("main", 7, Mebi.growth(2, 256)).of("main");

  private static JsonNode pod(String json) {
    return Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRunOfTheSameSizeBeginsWithWhatEachShardNeeded() {
    String entry = new Offer("2026-11-26T09:00:00Z", 10, "m", FOUND).text();
    // No shard has grown in the new run yet: it has all its growths before it.
    TaskGrowths again = JobGrowths.NONE.with("main", 7, Mebi.growth(0, 256)).of("main");
    assertThat(Offer.taken(entry, 10, "m")).isEqualTo(again);
    assertThat(Offer.taken(entry, 20, "m")).isEqualTo(TaskGrowths.NONE);
    assertThat(Offer.taken(entry, 10, "changed")).isEqualTo(TaskGrowths.NONE);
    assertThat(Offer.taken("nonsense", 10, "m")).isEqualTo(TaskGrowths.NONE);

    TaskGrowths all = FOUND.coarser();
    assertThat(Offer.taken(new Offer("", 10, "m", all).text(), 20, "m")).isEqualTo(all.begun());
  }

  @Test
  void anEntryStaysSmallAndOfManyTheOldestGo() {
    JobGrowths growths = JobGrowths.NONE;
    for (int i = 0; i < 2_000; i += 2) {
      growths = growths.with("main", i, Mebi.growth(1, 128));
    }
    String entry = new Offer("2026-11-26T09:00:00Z", 9, "m", growths.of("main")).text();
    assertThat(entry.length()).isLessThan(1_100);
    assertThat(Offer.MOST * (entry.length() + 253)).isLessThan(300 * 1024);

    Map<String, String> entries = new TreeMap<>();
    for (int i = 0; i < Offer.MOST; i++) {
      entries.put("k" + i, new Offer("2026-01-01T00:00:" + (10 + i), 1, "m", FOUND).text());
    }
    entries.put("k5", "unreadable, so as if very old");
    assertThat(Offer.surplus(entries, Map.of("k9", "x"))).isEmpty();
    assertThat(Offer.surplus(entries, Map.of("new", "x", "newer", "x")))
        .containsExactly("k5", "k0");
  }

  @Test
  void templatesAreTheSameIfTheySayTheSame() {
    JsonNode pod =
        pod("{'containers':[{'name':'a','image':'x'}],'nodeSelector':{'b':'1','a':'2'}}");
    JsonNode same =
        pod("{'nodeSelector':{'a':'2','b':'1'},'containers':[{'image':'x','name':'a'}]}");
    assertThat(Templates.alike("main", pod))
        .isEqualTo(Templates.alike("main", same))
        .startsWith("template.");
    assertThat(Templates.alike("other", pod)).isNotEqualTo(Templates.alike("main", pod));
    assertThat(Templates.alike("main", pod("{'containers':[{'name':'a','image':'y'}]}")))
        .isNotEqualTo(Templates.alike("main", pod));
  }

  @Test
  void templatesThatAreNamedHaveReadableKeysAsFarAsTheyCan() {
    assertThat(Templates.named("cronjob", "nightly", "main")).isEqualTo("cronjob.nightly.main");
    assertThat(Templates.named("named", "a b", "main")).matches("named\\.[0-9a-f]{32}");
    assertThat(Templates.named("named", "x".repeat(250), "main")).matches("named\\.[0-9a-f]{32}");
  }

  @Test
  void whatATemplateSaysOfMemoryIsToldFromTheRest() {
    JsonNode pod = pod("{'containers':[{'name':'a','resources':{'requests':{'memory':'1Gi'}}}]}");
    JsonNode image =
        pod("{'containers':[{'name':'a','image':'y','resources':{'requests':{'memory':'1Gi'}}}]}");
    JsonNode limit = pod("{'containers':[{'name':'a','resources':{'limits':{'memory':'1Gi'}}}]}");
    assertThat(Templates.memoryOf(pod))
        .isEqualTo(Templates.memoryOf(image))
        .isNotEqualTo(Templates.memoryOf(limit));
  }
}
