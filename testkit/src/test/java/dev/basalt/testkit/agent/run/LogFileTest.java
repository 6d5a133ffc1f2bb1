package dev.basalt.testkit.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final long BYTES = 2_000;

  @TempDir private Path folder;
  private LogFile log;

  @BeforeEach
  void open() throws Exception {
    log = new LogFile(folder, BYTES);
  }

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  private void line(int second, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    log.append(NOON.plusSeconds(second), bytes, bytes.length, true);
  }

  private String read(String query) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LogReader(log, LogQuery.parse(query, NOON.plusSeconds(10)), out).send();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aQueryChoosesLinesAndTheirForm() throws Exception {
    line(1, "one");
    line(2, "two");
    line(3, "three");
    assertThat(read("")).isEqualTo("one\ntwo\nthree\n");
    assertThat(read("tailLines=2")).isEqualTo("two\nthree\n");
    assertThat(read("tailLines=0")).isEmpty();
    assertThat(read("sinceSeconds=8")).isEqualTo("two\nthree\n");
    assertThat(read("sinceTime=2026-01-31T12%3A00%3A03Z")).isEqualTo("three\n");
    assertThat(read("limitBytes=6")).isEqualTo("one\ntw");
    assertThat(read("tailLines=1&timestamps=true")).isEqualTo("2026-01-31T12:00:03Z three\n");
    assertThatThrownBy(() -> read("tailLines=many")).hasMessageContaining("write a whole number");
  }

  @Test
  void longAndUnfinishedLinesComeBackAsTheyWere() throws Exception {
    LogFile large = new LogFile(folder, 1_000_000);
    String text = "x".repeat(40_000) + "\nend";
    new OutputPump(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), large).run();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LogReader(large, LogQuery.parse("tailLines=2&follow=true", NOON), out).send();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    large.close();
  }

  @Test
  void theOldestLinesGoAndAtLeastHalfStays() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      line(i, "line " + i);
    }
    String kept = read("");
    assertThat(kept).endsWith("line 998\nline 999\n").doesNotContain("line 0\n");
    assertThat(kept.lines().count() * "2026-01-31T12:00:00Z F line 999\n".length())
        .isBetween(BYTES / 2 - 100, BYTES);
  }

  @Test
  void whoeverFollowsGetsWhatComesLaterAndTheEnd() throws Exception {
    line(1, "before");
    CompletableFuture<String> follower =
        CompletableFuture.supplyAsync(() -> {
          try {
            return read("follow=true");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    line(2, "after");
    log.complete();
    assertThat(follower.join()).isEqualTo("before\nafter\n");
  }
}
