package dev.basalt.cluster.feed.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes protobuf messages; null values are left out. */
public final class ProtoWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A message. */
  public static byte[] message(Consumer<ProtoWriter> content) {
    ProtoWriter writer = new ProtoWriter();
    content.accept(writer);
    return writer.bytes.toByteArray();
  }

  public ProtoWriter string(int field, @Nullable String value) {
    return value == null ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public ProtoWriter number(int field, @Nullable Number value) {
    if (value != null) {
      varint(field << 3);
      varint(value.longValue());
    }
    return this;
  }

  public ProtoWriter bool(int field, @Nullable Boolean value) {
    return value == null ? this : number(field, value ? 1 : 0);
  }

  public ProtoWriter bytes(int field, byte[] value) {
    varint((field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  public ProtoWriter nested(int field, Consumer<ProtoWriter> content) {
    return bytes(field, message(content));
  }

  /** A field that every reader must pass over. */
  public ProtoWriter fixed64(int field) {
    varint((field << 3) | 1);
    bytes.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    return this;
  }

  /** A field that every reader must pass over. */
  public ProtoWriter fixed32(int field) {
    varint((field << 3) | 5);
    bytes.writeBytes(new byte[] {1, 2, 3, 4});
    return this;
  }

  public ProtoWriter map(int field, @Nullable Map<String, String> entries) {
    if (entries != null) {
      new TreeMap<>(entries)
          .forEach((key, value) -> nested(field, entry -> entry.string(1, key).string(2, value)));
    }
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
