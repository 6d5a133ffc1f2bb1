package dev.basalt.cluster.feed.protobuf;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the fields of protobuf messages in place.
 *
 * <p>Use: {@code while (reader.next()) switch (reader.field()) ...}; each field must be consumed by
 * one of the methods that read a value, by {@link #enter} and {@link #leave}, or by {@link #skip}.
 *
 * <p>Every method throws {@link MalformedFrameException} where the bytes do not allow it. Owned by
 * one thread.
 */
final class WireReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;
  private int field;
  private int type;

  /** Begins a message. */
  void reset(byte[] buffer, int offset, int length) {
    bytes = buffer;
    position = offset;
    limit = offset + length;
  }

  /** Goes to the next field of the message; false at its end. */
  boolean next() {
    if (position >= limit) {
      return false;
    }
    int tag = (int) varint();
    field = tag >>> 3;
    type = tag & 7;
    if (field == 0) {
      throw new MalformedFrameException("field number 0");
    }
    return true;
  }

  /** The number of the current field. */
  int field() {
    return field;
  }

  /** The current field as a number. */
  long number() {
    expect(VARINT);
    return varint();
  }

  /** The current field as a boolean. */
  boolean bool() {
    return number() != 0;
  }

  /** The current field as a fresh string. */
  String string() {
    int length = length();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** The current field as a string that is shared with its equals. */
  String shared(ByteCache<String> strings) {
    int length = length();
    if (length == 0) {
      return "";
    }
    String text = strings.get(bytes, position, length);
    if (text == null) {
      text = new String(bytes, position, length, StandardCharsets.UTF_8);
      strings.put(bytes, position, length, text);
    }
    position += length;
    return text;
  }

  /** The value that a cache has for the bytes of the current field, which is consumed then. */
  <V> @Nullable V cached(ByteCache<V> cache) {
    int start = position;
    int length = length();
    V value = cache.get(bytes, position, length);
    position = value == null ? start : position + length;
    return value;
  }

  /** Opens the current field as a message; the result is for {@link #leave}. */
  int enter() {
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Goes on behind the message opened last, read to its end or not. */
  void leave(int outer) {
    position = limit;
    limit = outer;
  }

  /** Where the message opened last begins, if asked right after {@link #enter}. */
  int position() {
    return position;
  }

  /** Where the message opened last ends. */
  int limit() {
    return limit;
  }

  /** The buffer read. */
  byte[] bytes() {
    return bytes;
  }

  /** Passes over the current field. */
  void skip() {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case LENGTH -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw new MalformedFrameException("wire type " + type);
    }
  }

  private int length() {
    expect(LENGTH);
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw new MalformedFrameException("length " + length + " beyond the end");
    }
    return (int) length;
  }

  private void advance(int count) {
    if (count > limit - position) {
      throw new MalformedFrameException("field cut off");
    }
    position += count;
  }

  private void expect(int expected) {
    if (type != expected) {
      throw new MalformedFrameException("field " + field + " has wire type " + type);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= limit) {
        throw new MalformedFrameException("number cut off");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedFrameException("number too long");
  }
}
