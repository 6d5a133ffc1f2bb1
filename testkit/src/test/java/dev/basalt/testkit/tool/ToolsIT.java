package dev.basalt.testkit.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.testkit.junit.OrSkip;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsIT {
  @TempDir private Path folder;

  @Test
  void helmMakesAndRendersAChart() {
    try (HelmTool helm = OrSkip.orSkip("tests of Helm", HelmTool::open)) {
      String chart = folder.resolve("sample").toString();
      helm.run("create", chart).ok();

      assertThat(helm.run("template", "one", chart).ok()).contains("kind: Deployment");
      assertThatThrownBy(() -> helm.run("template", "one", chart + "-not-there").ok())
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("helm template one ")
          .hasMessageContaining("not found");
    }
  }
}
