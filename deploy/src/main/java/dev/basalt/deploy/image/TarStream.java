package dev.basalt.deploy.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes a tar file of the POSIX format (ustar) in which nothing tells when, where or by whom it
 * was made: every entry has one time, owner 0 and group 0.
 */
final class TarStream implements Closeable {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final char FILE = '0';
  private static final char LINK = '2';
  private static final char FOLDER = '5';

  private final OutputStream out;
  private final long seconds;

  /**
   * @param out closed with this
   * @param time of every entry
   */
  TarStream(OutputStream out, Instant time) {
    this.out = out;
    this.seconds = time.getEpochSecond();
  }

  /**
   * Appends one entry.
   *
   * @param path with neither a leading nor a trailing slash, at most 255 bytes
   * @throws IllegalArgumentException if the format cannot hold the path or the link's target
   */
  void write(String path, Content content) throws IOException {
    switch (content) {
      case Content.Folder(int mode) -> header(path + "/", mode, 0, FOLDER, "");
      case Content.Link(String target) -> header(path, 0777, 0, LINK, target);
      case Content.Bytes(byte[] bytes, boolean executable) -> {
        header(path, mode(executable), bytes.length, FILE, "");
        out.write(bytes);
        pad(bytes.length);
      }
      case Content.FileCopy(Path source, boolean executable) -> {
        long size = Files.size(source);
        header(path, mode(executable), size, FILE, "");
        try (InputStream in = Files.newInputStream(source)) {
          if (in.transferTo(out) != size) {
            throw new IOException(source + " has changed while it was read");
          }
        }
        pad(size);
      }
    }
  }

  private static int mode(boolean executable) {
    return executable ? 0755 : 0644;
  }

  private void header(String path, int mode, long size, char type, String target)
      throws IOException {
    byte[] block = new byte[BLOCK];
    int cut = cut(path);
    put(block, 0, NAME, path.substring(cut));
    octal(block, 100, 8, mode);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, size);
    octal(block, 136, 12, seconds);
    block[156] = (byte) type;
    put(block, 157, NAME, target);
    put(block, 257, 6, "ustar");
    put(block, 263, 2, "00");
    octal(block, 329, 8, 0);
    octal(block, 337, 8, 0);
    put(block, 345, PREFIX, cut == 0 ? "" : path.substring(0, cut - 1));
    checksum(block);
    out.write(block);
  }

  /** Where the name begins; what stands before it, without the slash, is the prefix. */
  private static int cut(String path) {
    if (path.length() <= NAME) {
      return 0;
    }
    int slash = path.indexOf('/', path.length() - NAME - 1);
    if (slash < 0 || slash > PREFIX || slash == path.length() - 1) {
      throw new IllegalArgumentException("too long for a tar file: " + path);
    }
    return slash + 1;
  }

  private static void checksum(byte[] block) {
    java.util.Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte value : block) {
      sum += Byte.toUnsignedInt(value);
    }
    octal(block, 148, 7, sum);
  }

  /** A number in octal digits, filled up with zeros, a zero byte at its end. */
  private static void octal(byte[] block, int offset, int length, long number) {
    String digits = Long.toOctalString(number);
    put(block, offset, length - 1, "0".repeat(length - 1 - digits.length()) + digits);
    block[offset + length - 1] = 0;
  }

  private static void put(byte[] block, int offset, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > length) {
      throw new IllegalArgumentException("too long for a tar file: " + text);
    }
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  private void pad(long size) throws IOException {
    int rest = (int) (size % BLOCK);
    if (rest > 0) {
      out.write(new byte[BLOCK - rest]);
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      out.write(new byte[2 * BLOCK]);
    }
  }
}
