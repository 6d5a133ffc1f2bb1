package dev.basalt.jobctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MainTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A text without an end of line is not pushed out by the writer itself. */
  @Test
  void whatACommandPrintsIsOutWhenItEnds() {
    int code = run("submit", "--dry-run", "--name", "sweep", "--image", "python:3.12", "true");

    assertThat(code).isZero();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("kind: Job")
        .contains("name: sweep");
  }

  private int run(String... args) {
    return Main.run(new PrintStream(bytes, false, StandardCharsets.UTF_8), args);
  }
}
