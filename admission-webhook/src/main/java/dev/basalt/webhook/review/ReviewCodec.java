package dev.basalt.webhook.review;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads AdmissionReviews as a stream: of the envelope what is needed, of the object what its type
 * has, everything else is skipped. Thread-safe.
 */
public final class ReviewCodec {
  private final ObjectMapper mapper = new ObjectMapper();

  public ReviewCodec() {
    // Registers how quantities, int-or-strings and our kinds are read.
    new KubernetesSerialization(mapper, false);
  }

  /** What was found so far. */
  private static final class Draft<T> {
    private String uid = "";
    private @Nullable Operation operation;
    private String namespace = "";
    private String name = "";
    private String username = "";
    private String manager = "";
    private @Nullable T object;
    private @Nullable T oldObject;
    private long objectBytes;
  }

  /**
   * Reads one review.
   *
   * @param type what its objects are read as
   * @throws UnreadableObjectException if an object does not fit its type
   * @throws IOException if it is no review, or the stream ends
   */
  public <T> Review<T> read(InputStream in, Class<T> type)
      throws IOException, UnreadableObjectException {
    Draft<T> draft = new Draft<>();
    try (JsonParser parser = mapper.getFactory().createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "an AdmissionReview is an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        if (parser.nextToken() == JsonToken.START_OBJECT && field.equals("request")) {
          request(parser, draft, type);
        } else {
          parser.skipChildren();
        }
      }
    }
    if (draft.uid.isEmpty() || draft.operation == null) {
      throw new IOException("an AdmissionReview has request.uid and request.operation");
    }
    return new Review<>(
        draft.uid,
        draft.operation,
        draft.namespace,
        draft.name,
        draft.username,
        draft.manager,
        draft.object,
        draft.oldObject,
        draft.objectBytes);
  }

  private <T> void request(JsonParser parser, Draft<T> draft, Class<T> type)
      throws IOException, UnreadableObjectException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "uid" -> draft.uid = parser.getValueAsString("");
        case "namespace" -> draft.namespace = parser.getValueAsString("");
        case "name" -> draft.name = parser.getValueAsString("");
        case "operation" -> draft.operation = operation(parser);
        case "userInfo" -> draft.username = text(parser, "username");
        case "options" -> draft.manager = text(parser, "fieldManager");
        case "object" -> {
          long start = parser.currentLocation().getByteOffset();
          draft.object = object(parser, value, draft, type);
          draft.objectBytes = parser.currentLocation().getByteOffset() - start;
        }
        case "oldObject" -> draft.oldObject = object(parser, value, draft, type);
        default -> parser.skipChildren();
      }
    }
  }

  private static Operation operation(JsonParser parser) throws IOException {
    String text = parser.getValueAsString("");
    try {
      return Operation.valueOf(text);
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(parser, "nobody knows the operation \"" + text + "\"", e);
    }
  }

  /** A text of the object that begins here; empty if it is not there. */
  private static String text(JsonParser parser, String name) throws IOException {
    String text = "";
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return text;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals(name)) {
        text = parser.getValueAsString("");
      }
      parser.skipChildren();
    }
    return text;
  }

  private <T> @Nullable T object(JsonParser parser, JsonToken value, Draft<T> draft, Class<T> type)
      throws IOException, UnreadableObjectException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    try {
      return mapper.readValue(parser, type);
    } catch (JsonMappingException e) {
      String path =
          e.getPath().stream()
              .map(step ->
                  step.getFieldName() == null
                      ? "[" + step.getIndex() + "]"
                      : "." + step.getFieldName())
              .collect(Collectors.joining());
      String field = path.startsWith(".") ? path.substring(1) : path;
      throw new UnreadableObjectException(
          draft.uid, field + ": cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** Writes an answer. */
  public byte[] write(String uid, Verdict verdict) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = mapper.getFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("apiVersion", "admission.k8s.io/v1");
      json.writeStringField("kind", "AdmissionReview");
      json.writeObjectFieldStart("response");
      json.writeStringField("uid", uid);
      json.writeBooleanField("allowed", verdict.refusal() == null);
      if (verdict.refusal() != null) {
        json.writeObjectFieldStart("status");
        json.writeNumberField("code", verdict.code());
        json.writeStringField("reason", verdict.code() == 422 ? "Invalid" : "BadRequest");
        json.writeStringField("message", verdict.refusal());
        json.writeEndObject();
      } else if (!verdict.patch().isEmpty()) {
        json.writeStringField("patchType", "JSONPatch");
        json.writeBinaryField("patch", mapper.writeValueAsBytes(verdict.patch().operations()));
      }
      warnings(json, verdict.warnings());
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void warnings(JsonGenerator json, List<String> warnings) throws IOException {
    if (warnings.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      json.writeString(warning);
    }
    json.writeEndArray();
  }
}
