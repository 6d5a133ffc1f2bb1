package dev.basalt.testkit.fault;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts the body of a watch into its events, which are forwarded whole. */
final class WatchFrames {
  private final DataInputStream in;
  private final boolean protobuf;

  /**
   * @param in the body; the caller buffers it
   * @param contentType tells JSON lines from length-prefixed protobuf
   */
  WatchFrames(InputStream in, String contentType) {
    this.in = new DataInputStream(in);
    this.protobuf = contentType.toLowerCase(Locale.ROOT).contains("protobuf");
  }

  /** The next event with its framing; null at the end of the body. */
  byte @Nullable [] next() throws IOException {
    return protobuf ? nextMessage() : nextLine();
  }

  /** An ERROR event in this watch's own encoding. */
  byte[] error(int code, String reason) {
    return protobuf ? StatusBody.protobufEvent(code, reason) : StatusBody.jsonEvent(code, reason);
  }

  private byte @Nullable [] nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == '\n') {
        return line.toByteArray();
      }
      next = in.read();
    }
    return line.size() == 0 ? null : line.toByteArray();
  }

  private byte @Nullable [] nextMessage() throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return null;
    }
    byte[] frame = new byte[Integer.BYTES + length];
    frame[0] = (byte) (length >>> 24);
    frame[1] = (byte) (length >>> 16);
    frame[2] = (byte) (length >>> 8);
    frame[3] = (byte) length;
    in.readFully(frame, Integer.BYTES, length);
    return frame;
  }
}
