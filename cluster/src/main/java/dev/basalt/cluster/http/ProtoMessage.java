package dev.basalt.cluster.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A protobuf message under construction. Fields stand in the order in which they are put. */
public final class ProtoMessage {
  private static final byte[] MAGIC = "k8s\0".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A field of text. */
  public ProtoMessage string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is a message. */
  public ProtoMessage nested(int field, ProtoMessage message) {
    return bytes(field, message.toBytes());
  }

  /** A field of a whole number, 0 or more. */
  public ProtoMessage number(int field, long value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  /** An entry of a map from strings to strings. */
  public ProtoMessage entry(int field, String key, String value) {
    return nested(field, new ProtoMessage().string(1, key).string(2, value));
  }

  /** An entry of a map from names to quantities. */
  public ProtoMessage quantity(int field, String name, String quantity) {
    return nested(
        field,
        new ProtoMessage().string(1, name).nested(2, new ProtoMessage().string(1, quantity)));
  }

  /** A field of raw bytes, or of an encoded message. */
  public ProtoMessage bytes(int field, byte[] value) {
    varint((field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /** The message so far, encoded. */
  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  /**
   * The message as a Kubernetes object that stands alone: magic bytes, then an envelope that names
   * its type.
   */
  public byte[] enveloped(String apiVersion, String kind) {
    byte[] unknown =
        new ProtoMessage()
            .nested(1, new ProtoMessage().string(1, apiVersion).string(2, kind))
            .bytes(2, toBytes())
            .toBytes();
    return ByteBuffer.allocate(MAGIC.length + unknown.length).put(MAGIC).put(unknown).array();
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
