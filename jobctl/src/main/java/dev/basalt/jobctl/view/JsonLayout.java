package dev.basalt.jobctl.view;

import dev.basalt.jobctl.manifest.JsonText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON with a line for each value. */
final class JsonLayout {
  private static final int STEP = 2;

  private JsonLayout() {}

  static void append(StringBuilder text, @Nullable Object value, int depth) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        String before = "{\n";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text.append(before).repeat(' ', depth + STEP);
          text.append(JsonText.of(String.valueOf(entry.getKey()))).append(": ");
          append(text, entry.getValue(), depth + STEP);
          before = ",\n";
        }
        text.append('\n').repeat(' ', depth).append('}');
      }
      case List<?> list when !list.isEmpty() -> {
        String before = "[\n";
        for (Object entry : list) {
          text.append(before).repeat(' ', depth + STEP);
          append(text, entry, depth + STEP);
          before = ",\n";
        }
        text.append('\n').repeat(' ', depth).append(']');
      }
      case null, default -> text.append(JsonText.of(value));
    }
  }
}
