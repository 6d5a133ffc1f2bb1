package dev.basalt.jobctl.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.yaml.snakeyaml.Yaml;

class YamlTextTest {
  private static final List<String> PIECES =
      List.of(
          "yes",
          "no",
          "on",
          "null",
          "~",
          "1",
          "1e3",
          "0x1",
          "1_000",
          "12:30:00",
          "2024-01-02",
          "-",
          ": ",
          " #",
          "\n",
          "\n\n",
          " ",
          "\t",
          "'",
          "\"",
          "\\",
          "{",
          "[",
          "&a",
          "*a",
          "!t",
          "|",
          ">",
          "%",
          "@",
          "`",
          "a",
          "B/c.d",
          "ü",
          "\u0001",
          "\u0085",
          "\u2028",
          "---",
          "...",
          "=",
          "<<");

  @Test
  void everyParserReadsWhatWasWritten() {
    Property.named("YAML against two parsers")
        .tries(1_000)
        .check(source -> {
          Object value = value(source, 3);
          Map<String, Object> document = Map.of("top", value);
          String text = YamlText.of(document);

          Object read = new Yaml().load(text);
          assertThat(read).as(text).isEqualTo(document);
          assertThat(new Load(LoadSettings.builder().build()).loadFromString(text))
              .as(text)
              .isEqualTo(document);
        });
  }

  private static Object value(Source source, int depth) {
    return switch (source.size(0, depth == 0 ? 2 : 5)) {
      case 0 -> source.size(0, 1_000);
      case 1 -> source.size(0, 1) == 1;
      case 2, 3 -> text(source);
      case 4 -> {
        List<Object> list = new ArrayList<>();
        for (int i = source.size(0, 2); i > 0; i--) {
          list.add(value(source, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = source.size(0, 2); i > 0; i--) {
          map.put(text(source), value(source, depth - 1));
        }
        yield map;
      }
    };
  }

  private static String text(Source source) {
    StringBuilder text = new StringBuilder();
    for (int i = source.size(0, 4); i > 0; i--) {
      text.append(PIECES.get(source.size(0, PIECES.size() - 1)));
    }
    return text.toString();
  }
}
