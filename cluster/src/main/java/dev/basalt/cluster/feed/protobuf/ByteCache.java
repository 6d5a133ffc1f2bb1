package dev.basalt.cluster.feed.protobuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by the bytes they were read from, so that what 100,000 pods have in common is decoded
 * once. A look-up allocates nothing.
 *
 * <p>Bounded: between {@code capacity} and twice as many values, those not asked for lately go
 * first. Owned by one thread.
 */
final class ByteCache<V> {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final int capacity;
  private final Range probe = new Range();
  private Map<Range, V> young = new HashMap<>();
  private Map<Range, V> old = Map.of();

  ByteCache(int capacity) {
    this.capacity = capacity;
  }

  /** The value of equal bytes, null if there is none. */
  @Nullable V get(byte[] bytes, int offset, int length) {
    probe.set(bytes, offset, length);
    V value = young.get(probe);
    if (value == null) {
      value = old.get(probe);
      if (value != null) {
        put(bytes, offset, length, value);
      }
    }
    return value;
  }

  /** Keeps a value; the bytes are copied. */
  void put(byte[] bytes, int offset, int length, V value) {
    if (young.size() >= capacity) {
      old = young;
      young = new HashMap<>();
    }
    Range key = new Range();
    key.set(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
    young.put(key, value);
  }

  /** A stretch of bytes by content. */
  private static final class Range {
    private byte[] bytes = new byte[0];
    private int offset;
    private int length;
    private int hash;

    private void set(byte[] newBytes, int newOffset, int newLength) {
      bytes = newBytes;
      offset = newOffset;
      length = newLength;
      hash = hash(newBytes, newOffset, newLength);
    }

    private static int hash(byte[] bytes, int offset, int length) {
      long mixed = length * MIX;
      int position = offset;
      int end = offset + length;
      for (; position <= end - Long.BYTES; position += Long.BYTES) {
        mixed = (mixed ^ (long) LONGS.get(bytes, position)) * MIX;
        mixed ^= mixed >>> 32;
      }
      for (; position < end; position++) {
        mixed = (mixed ^ bytes[position]) * MIX;
      }
      return (int) (mixed ^ (mixed >>> 32));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Range that
          && hash == that.hash
          && Arrays.equals(
              bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
