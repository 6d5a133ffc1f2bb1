package dev.basalt.webhook.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Distinguished encoding rules (ITU-T X.690), as far as certificates need them: the JDK can read
 * and check certificates, but has no public way to make one.
 */
final class Der {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Instant LAST_UTC_TIME = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(0x30, join(parts));
  }

  static byte[] set(byte[]... parts) {
    return value(0x31, join(parts));
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  static byte[] bool(boolean truth) {
    return value(0x01, new byte[] {(byte) (truth ? 0xff : 0)});
  }

  static byte[] octets(byte[] content) {
    return value(0x04, content);
  }

  /** A bit string that ends at the end of a byte. */
  static byte[] bits(byte[] content) {
    return value(0x03, join(new byte[] {0}, content));
  }

  /** The bit string of a named list: unused low bits of the single byte are counted. */
  static byte[] flags(int bits) {
    return value(0x03, new byte[] {(byte) Integer.numberOfTrailingZeros(bits), (byte) bits});
  }

  static byte[] utf8(String text) {
    return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant instant) {
    return instant.isBefore(LAST_UTC_TIME)
        ? value(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII))
        : value(0x18, GENERALIZED_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** A context-specific tag around other values. */
  static byte[] explicit(int tag, byte[] content) {
    return value(0xa0 | tag, content);
  }

  /** A context-specific tag in place of a primitive's own. */
  static byte[] implicit(int tag, byte[] content) {
    return value(0x80 | tag, content);
  }

  /** An object identifier, such as {@code 2.5.29.17}. */
  static byte[] identifier(String dotted) {
    List<Long> arcs = List.of(dotted.split("\\.")).stream().map(Long::valueOf).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    base128(arcs.get(0) * 40 + arcs.get(1), out);
    arcs.subList(2, arcs.size()).forEach(arc -> base128(arc, out));
    return value(0x06, out.toByteArray());
  }

  private static void base128(long arc, ByteArrayOutputStream out) {
    int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(arc)) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      out.write((int) (arc >>> (7 * i) & 0x7f) | (i == 0 ? 0 : 0x80));
    }
  }

  static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - from));
      out.write(length, from, length.length - from);
    }
    out.write(content, 0, content.length);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
