package dev.basalt.cluster.feed.protobuf;

import org.jspecify.annotations.Nullable;

/**
 * Opens what the API server wraps around an object: {@code WatchEvent} in a watch, and the prefix
 * {@code k8s\0} with {@code Unknown} (kind, encoding, bytes) around every object and list. Reused;
 * owned by one thread.
 */
public final class Envelope {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private final WireReader reader = new WireReader();
  private final ByteCache<String> words = new ByteCache<>(64);
  private String type = "";
  private String kind = "";
  private byte[] bytes = new byte[0];
  private int offset;
  private int length;

  /** Opens a frame of a watch. */
  public void openEvent(byte[] frame, int start, int size) {
    type = "";
    boolean found = false;
    reader.reset(frame, start, size);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> type = reader.shared(words);
        case 2 -> {
          int event = reader.enter();
          found |= openExtension();
          reader.leave(event);
        }
        default -> reader.skip();
      }
    }
    if (type.isEmpty() || !found) {
      throw new MalformedFrameException("a watch event without " + (found ? "type" : "object"));
    }
  }

  private boolean openExtension() {
    boolean found = false;
    while (reader.next()) {
      if (reader.field() == 1) {
        int extension = reader.enter();
        openHere(reader.bytes(), reader.position(), reader.limit());
        found = true;
        reader.leave(extension);
      } else {
        reader.skip();
      }
    }
    return found;
  }

  /** Opens the body of a list or of an error. */
  public void openObject(byte[] body, int start, int size) {
    type = "";
    openHere(body, start, start + size);
  }

  private void openHere(byte[] source, int start, int end) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (start + i >= end || source[start + i] != MAGIC[i]) {
        throw new MalformedFrameException("an object without the prefix k8s\\0");
      }
    }
    kind = "";
    @Nullable String encoding = null;
    bytes = source;
    offset = end;
    length = 0;
    WireReader unknown = new WireReader();
    unknown.reset(source, start + MAGIC.length, end - start - MAGIC.length);
    while (unknown.next()) {
      switch (unknown.field()) {
        case 1 -> {
          int outer = unknown.enter();
          while (unknown.next()) {
            if (unknown.field() == 2) {
              kind = unknown.shared(words);
            } else {
              unknown.skip();
            }
          }
          unknown.leave(outer);
        }
        case 2 -> {
          int outer = unknown.enter();
          offset = unknown.position();
          length = unknown.limit() - offset;
          unknown.leave(outer);
        }
        case 3 -> encoding = unknown.string();
        default -> unknown.skip();
      }
    }
    if (encoding != null && !encoding.isEmpty()) {
      throw new MalformedFrameException("an object encoded as " + encoding);
    }
  }

  /** {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR}. */
  public String type() {
    return type;
  }

  /** The object's kind. */
  public String kind() {
    return kind;
  }

  /** The array in which the object lies. */
  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }
}
