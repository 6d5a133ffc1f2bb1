package dev.basalt.testkit.fault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Errors as an API server writes them: objects of kind Status, in JSON and in protobuf. */
final class StatusBody {
  private static final String MESSAGE = "injected by the fault proxy";
  private static final byte[] PROTOBUF_MAGIC = {'k', '8', 's', 0};

  private StatusBody() {}

  static byte[] json(int code, String reason) {
    return """
    {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"%s",\
    "reason":"%s","code":%d}\
    """
        .formatted(MESSAGE, reason, code)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An ERROR event of a JSON watch: one line. */
  static byte[] jsonEvent(int code, String reason) {
    String object = new String(json(code, reason), StandardCharsets.UTF_8);
    return ("{\"type\":\"ERROR\",\"object\":" + object + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * An ERROR event of a protobuf watch: four bytes of length, then a WatchEvent. Field numbers are
   * those of generated.proto in k8s.io/apimachinery (meta/v1 and runtime).
   */
  static byte[] protobufEvent(int code, String reason) {
    byte[] status =
        message().text(2, "Failure").text(3, MESSAGE).text(4, reason).number(6, code).toByteArray();
    byte[] type = message().text(1, "v1").text(2, "Status").toByteArray();
    byte[] unknown = message().bytes(1, type).bytes(2, status).toByteArray();
    byte[] raw =
        ByteBuffer.allocate(PROTOBUF_MAGIC.length + unknown.length)
            .put(PROTOBUF_MAGIC)
            .put(unknown)
            .array();
    byte[] extension = message().bytes(1, raw).toByteArray();
    byte[] event = message().text(1, "ERROR").bytes(2, extension).toByteArray();
    return ByteBuffer.allocate(Integer.BYTES + event.length)
        .putInt(event.length)
        .put(event)
        .array();
  }

  private static Message message() {
    return new Message();
  }

  /** Writes the wire format of one protobuf message. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message bytes(int field, byte[] value) {
      varint((field << 3) | LENGTH_DELIMITED);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message number(int field, int value) {
      varint((field << 3) | VARINT);
      varint(value);
      return this;
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }

    private void varint(int value) {
      int rest = value;
      while (rest > 0x7f) {
        out.write((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write(rest);
    }
  }
}
