package dev.basalt.testkit.fault;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 request as it came in. */
final class HttpMessage {
  private final String method;
  private final String target;
  private final List<Header> headers;
  private final byte[] body;

  private HttpMessage(String method, String target, List<Header> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
  }

  record Header(String name, String value) {}

  /**
   * Reads one request with its body.
   *
   * @return null if the client closed the connection between two requests
   */
  static @Nullable HttpMessage read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    String[] words = first.split(" ");
    if (words.length != 3) {
      throw new IOException("not an HTTP request: " + first);
    }
    List<Header> headers = new ArrayList<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("not an HTTP header: " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new HttpMessage(words[0], words[1], List.copyOf(headers), body(headers, in));
  }

  String method() {
    return method;
  }

  /** Path and query. */
  String target() {
    return target;
  }

  /** In their order; a name may come several times. */
  List<Header> headers() {
    return headers;
  }

  /** Empty for none. */
  byte[] body() {
    return body;
  }

  Optional<String> header(String name) {
    return find(headers, name);
  }

  ApiRequest toApiRequest() {
    int question = target.indexOf('?');
    return question < 0
        ? new ApiRequest(method, target, "")
        : new ApiRequest(method, target.substring(0, question), target.substring(question + 1));
  }

  private static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  private static byte[] body(List<Header> headers, InputStream in) throws IOException {
    if (find(headers, "Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return chunks(in);
    }
    int length = find(headers, "Content-Length").map(Integer::parseInt).orElse(0);
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the request's body is cut off");
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line(in);
      if (line == null) {
        throw new EOFException("the request's body is cut off");
      }
      int size = Integer.parseInt(line.split(";")[0].strip(), 16);
      if (size == 0) {
        break;
      }
      body.writeBytes(in.readNBytes(size));
      line(in);
    }
    for (String trailer = line(in); trailer != null && !trailer.isEmpty(); ) {
      trailer = line(in);
    }
    return body.toByteArray();
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (next != '\r') {
        line.write(next);
      }
      next = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
