package dev.basalt.exporter.usage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Reads a list of PodMetrics piece by piece: of a large cluster it is long. */
final class PodMetrics {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private String namespace = "";
  private String name = "";
  private final Map<String, Long> used = new TreeMap<>();

  private PodMetrics(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a list.
   *
   * @param pods takes each pod with what its containers use together
   * @throws IOException if it is no such list
   */
  static void read(byte[] body, BiConsumer<ObjectKey, ResourceList> pods) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      new PodMetrics(parser).list(pods);
    }
  }

  private void list(BiConsumer<ObjectKey, ResourceList> pods) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no list of PodMetrics");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean items = parser.currentName().equals("items");
      if (parser.nextToken() == JsonToken.START_ARRAY && items) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          pod();
          pods.accept(new ObjectKey(namespace, name), ResourceList.of(used));
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void pod() throws IOException {
    namespace = "";
    name = "";
    used.clear();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
        metadata();
      } else if (field.equals("containers") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          container();
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void metadata() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = parser.getText();
        case "namespace" -> namespace = parser.getText();
        default -> parser.skipChildren();
      }
    }
  }

  private void container() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean usage = parser.currentName().equals("usage");
      if (parser.nextToken() == JsonToken.START_OBJECT && usage) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String resource = parser.currentName();
          parser.nextToken();
          add(resource, parser.getText());
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void add(String resource, String quantity) throws IOException {
    try {
      used.merge(resource, Quantities.parse(resource, quantity), Long::sum);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
