package dev.basalt.testkit.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one HTTP/1.1 response. */
final class Reply {
  private static final byte[] END_OF_LINE = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final StringBuilder head = new StringBuilder();

  /** The phrase after the code is for humans and may be empty (RFC 9112, section 4). */
  Reply(OutputStream out, int code) {
    this.out = out;
    head.append("HTTP/1.1 ").append(code).append(" \r\n");
  }

  Reply header(String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** Ends the head; what follows is up to the headers. */
  void sendHead() throws IOException {
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Sends a response whose body is there whole. */
  void send(byte[] body) throws IOException {
    header("Content-Length", Integer.toString(body.length));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /**
   * Sends one piece of a chunked body at once; an empty piece is skipped, it would end the body.
   */
  static void chunk(OutputStream out, byte[] bytes, int length) throws IOException {
    if (length == 0) {
      return;
    }
    out.write(Integer.toHexString(length).getBytes(StandardCharsets.US_ASCII));
    out.write(END_OF_LINE);
    out.write(bytes, 0, length);
    out.write(END_OF_LINE);
    out.flush();
  }

  static void lastChunk(OutputStream out) throws IOException {
    out.write(LAST_CHUNK);
    out.flush();
  }
}
