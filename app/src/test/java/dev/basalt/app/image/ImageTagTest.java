package dev.basalt.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ImageTagTest {
  @Test
  void theChartAsksForTheImageThatIsMadeBesideIt() throws IOException {
    String version = first("<version>(.+)</version>", "../pom.xml");
    String asked = first("appVersion: \"(.+)\"", "../deploy/helm/basalt/Chart.yaml");
    assertThat(BasaltImage.tag(version)).isEqualTo(asked);
    assertThat(BasaltImage.tag("1.2.3")).isEqualTo("1.2.3");
  }

  private static String first(String pattern, String file) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
    assertThat(matcher.find()).as(file).isTrue();
    return matcher.group(1);
  }
}
