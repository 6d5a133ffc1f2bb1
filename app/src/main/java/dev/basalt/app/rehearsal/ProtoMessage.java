package dev.basalt.app.rehearsal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protobuf message under construction. */
final class ProtoMessage {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtoMessage string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage nested(int field, ProtoMessage message) {
    return bytes(field, message.toBytes());
  }

  ProtoMessage number(int field, long value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  /** An entry of a map from strings to strings. */
  ProtoMessage entry(int field, String key, String value) {
    return nested(field, new ProtoMessage().string(1, key).string(2, value));
  }

  /** An entry of a map from names to quantities. */
  ProtoMessage quantity(int field, String name, String quantity) {
    return nested(
        field,
        new ProtoMessage().string(1, name).nested(2, new ProtoMessage().string(1, quantity)));
  }

  ProtoMessage bytes(int field, byte[] value) {
    varint((field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
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
