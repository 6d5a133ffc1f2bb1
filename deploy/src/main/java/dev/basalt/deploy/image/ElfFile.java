package dev.basalt.deploy.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a program or shared library for Linux says of itself: its machine, and what must be there
 * before it runs. Only 64-bit little-endian files are known, as all of ours are.
 *
 * @param machine the number of its processor, see {@link #machine(String)}
 * @param interpreter the path of the loader that the kernel starts; null for a library
 * @param needed the names of the libraries it is linked with
 */
record ElfFile(int machine, @Nullable String interpreter, List<String> needed) {
  private static final int MAGIC = 0x7f454c46;
  private static final int TYPE_INTERPRETER = 3;
  private static final int TYPE_DYNAMIC = 2;
  private static final int TYPE_LOAD = 1;
  private static final long TAG_NEEDED = 1;
  private static final long TAG_STRINGS = 5;

  /** The number of the processor that images call {@code amd64} or {@code arm64}. */
  static int machine(String architecture) {
    return switch (architecture) {
      case "amd64" -> 62;
      case "arm64" -> 183;
      default -> throw new IllegalArgumentException("unknown architecture " + architecture);
    };
  }

  /**
   * Reads a file's bytes.
   *
   * @return empty if it is no such file
   * @throws IOException if it is one but cut short or damaged
   */
  static Optional<ElfFile> read(byte[] bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    if (bytes.length < 64 || file.getInt(0) != MAGIC || bytes[4] != 2 || bytes[5] != 1) {
      return Optional.empty();
    }
    file.order(ByteOrder.LITTLE_ENDIAN);
    try {
      return Optional.of(parse(file));
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("a damaged program or library", e);
    }
  }

  private static ElfFile parse(ByteBuffer file) {
    int table = Math.toIntExact(file.getLong(32));
    int entrySize = file.getShort(54);
    int entries = file.getShort(56);
    String interpreter = null;
    List<String> needed = List.of();
    for (int i = 0; i < entries; i++) {
      int header = table + i * entrySize;
      int type = file.getInt(header);
      int offset = Math.toIntExact(file.getLong(header + 8));
      int length = Math.toIntExact(file.getLong(header + 32));
      if (type == TYPE_INTERPRETER) {
        interpreter = string(file, offset);
      } else if (type == TYPE_DYNAMIC) {
        needed = needed(file, offset, length, table, entrySize, entries);
      }
    }
    return new ElfFile(file.getShort(18), interpreter, needed);
  }

  private static List<String> needed(
      ByteBuffer file, int offset, int length, int table, int entrySize, int entries) {
    List<Long> names = new ArrayList<>();
    long strings = 0;
    for (int at = offset; at < offset + length; at += 16) {
      long tag = file.getLong(at);
      if (tag == TAG_NEEDED) {
        names.add(file.getLong(at + 8));
      } else if (tag == TAG_STRINGS) {
        strings = file.getLong(at + 8);
      }
    }
    int start = fileOffset(file, strings, table, entrySize, entries);
    return names.stream().map(name -> string(file, start + Math.toIntExact(name))).toList();
  }

  /** The dynamic section names addresses in memory: the loaded part that covers one tells where. */
  private static int fileOffset(
      ByteBuffer file, long address, int table, int entrySize, int entries) {
    for (int i = 0; i < entries; i++) {
      int header = table + i * entrySize;
      long start = file.getLong(header + 16);
      if (file.getInt(header) == TYPE_LOAD
          && address >= start
          && address < start + file.getLong(header + 32)) {
        return Math.toIntExact(address - start + file.getLong(header + 8));
      }
    }
    throw new IndexOutOfBoundsException("no part of the file is loaded at " + address);
  }

  private static String string(ByteBuffer file, int offset) {
    int end = offset;
    while (file.get(end) != 0) {
      end++;
    }
    return new String(file.array(), offset, end - offset, StandardCharsets.UTF_8);
  }
}
