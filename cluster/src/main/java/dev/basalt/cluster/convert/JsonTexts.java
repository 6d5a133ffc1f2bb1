package dev.basalt.cluster.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Small JSON objects that people write into annotations. */
final class JsonTexts {
  private static final ObjectReader OBJECT =
      new ObjectMapper()
          .readerForMapOf(Object.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonTexts() {}

  /** The values of an object as text, by name; null if the text is no JSON object. */
  static @Nullable Map<String, String> object(String text) {
    try {
      @Nullable Map<String, Object> read = OBJECT.readValue(text);
      if (read == null) {
        return null;
      }
      Map<String, String> texts = new TreeMap<>();
      read.forEach((name, value) -> texts.put(name, String.valueOf(value)));
      return texts;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
