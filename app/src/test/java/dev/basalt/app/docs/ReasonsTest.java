package dev.basalt.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.WaitReason;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads a reason on a pod finds it in the pages that tell what to do. */
final class ReasonsTest {
  @ParameterizedTest
  @ValueSource(strings = {"explain.md", "operations.md", "troubleshooting.md"})
  void everyReasonIsExplained(String page) throws IOException {
    String text = Files.readString(Markdown.ROOT.resolve("docs").resolve(page));
    for (WaitReason reason : WaitReason.values()) {
      assertThat(text).as("docs/" + page).contains("`" + reason.code() + "`");
    }
  }
}
