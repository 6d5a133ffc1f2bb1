package dev.basalt.testkit.fault;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one connection of a client, request after request, on a thread of its own. */
final class Connection implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final int BUFFER = 16 * 1024;

  private final FaultProxy proxy;
  private final Upstream upstream;
  private final Socket socket;

  Connection(FaultProxy proxy, Upstream upstream, Socket socket) {
    this.proxy = proxy;
    this.upstream = upstream;
    this.socket = socket;
  }

  @Override
  public void run() {
    try (InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER)) {
      HttpMessage message = HttpMessage.read(in);
      while (message != null && serve(message, in, out)) {
        message = HttpMessage.read(in);
      }
    } catch (IOException e) {
      log.debug("connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      proxy.closed(this);
    }
  }

  /** Cuts the connection so that the client sees a reset, not a clean end. */
  void reset() {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      log.debug("connection was gone already", e);
    }
  }

  /** Returns whether the connection can carry another request. */
  private boolean serve(HttpMessage message, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    // Other upgrades are offers that may be ignored, such as the JDK client's to HTTP/2.
    if (message.header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent()) {
      refuseUpgrade(out);
      return false;
    }
    ApiRequest request = message.toApiRequest();
    List<Fault.OnRequest> faults = proxy.faultsFor(request);
    Optional<Fault.OnWatch> onWatch = Optional.empty();
    boolean loseReply = false;
    for (Fault.OnRequest fault : faults) {
      switch (fault) {
        case Fault.Delay delay -> Thread.sleep(proxy.between(delay.least(), delay.most()));
        case Fault.Drop drop -> {
          reset();
          return false;
        }
        case Fault.Answer answer -> {
          answer(answer, out);
          return true;
        }
        case Fault.LoseReply lost -> loseReply = true;
        case Fault.OnWatch watchFault -> onWatch = Optional.of(watchFault);
      }
    }
    HttpResponse<InputStream> response;
    try {
      response = upstream.forward(message);
    } catch (IOException e) {
      log.debug("the API server is away", e);
      reset();
      return false;
    }
    try (InputStream body = response.body()) {
      if (loseReply) {
        body.readAllBytes();
        reset();
        return false;
      }
      if (request.watch() && response.statusCode() == 200) {
        watch(request, response, onWatch, in, out);
        return false;
      }
      copy(message, response, out);
      return true;
    }
  }

  /** Clients that try WebSockets first take 503 as "use plain HTTP". */
  private static void refuseUpgrade(OutputStream out) throws IOException {
    new Reply(out, 503)
        .header("Connection", "close")
        .header("Content-Type", "text/plain")
        .send("the fault proxy speaks plain HTTP only\n".getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(Fault.Answer answer, OutputStream out) throws IOException {
    Reply reply = new Reply(out, answer.code()).header("Content-Type", "application/json");
    Optional<Duration> retryAfter = answer.retryAfter();
    if (retryAfter.isPresent()) {
      reply.header("Retry-After", Long.toString(retryAfter.get().toSeconds()));
    }
    reply.send(StatusBody.json(answer.code(), answer.reason()));
  }

  /** A watch is the last thing on its connection: meanwhile, input can only mean its end. */
  private void watch(
      ApiRequest request,
      HttpResponse<InputStream> response,
      Optional<Fault.OnWatch> fault,
      InputStream in,
      OutputStream out)
      throws IOException, InterruptedException {
    Reply head =
        reply(response, out).header("Transfer-Encoding", "chunked").header("Connection", "close");
    String contentType = response.headers().firstValue("content-type").orElse("application/json");
    InputStream body = new BufferedInputStream(response.body(), BUFFER);
    WatchStream stream = new WatchStream(request, contentType, body, out, this::reset);
    try {
      stream.begin(head, () -> proxy.opened(stream));
      Thread.ofVirtual().name("fault-proxy-watch").start(() -> endWithClient(in, response.body()));
      if (fault.isPresent()) {
        stream.disturb(fault.get());
      }
      stream.pump();
    } finally {
      proxy.ended(stream);
    }
  }

  /** Wakes the pump of a watch whose client has left; the next event may be minutes away. */
  private static void endWithClient(InputStream client, InputStream source) {
    try (source) {
      int next = client.read();
      log.debug("the client ended its watch ({})", next);
    } catch (IOException e) {
      log.debug("the connection of a watch ended", e);
    }
  }

  private static void copy(
      HttpMessage message, HttpResponse<InputStream> response, OutputStream out)
      throws IOException {
    int code = response.statusCode();
    Reply reply = reply(response, out);
    Optional<String> length = response.headers().firstValue("content-length");
    if (message.method().equals("HEAD") || code == 204 || code == 304) {
      length.ifPresent(value -> reply.header("Content-Length", value));
      reply.sendHead();
      return;
    }
    byte[] buffer = new byte[BUFFER];
    if (length.isPresent()) {
      reply.header("Content-Length", length.get()).sendHead();
      response.body().transferTo(out);
      out.flush();
      return;
    }
    reply.header("Transfer-Encoding", "chunked").sendHead();
    for (int read = response.body().read(buffer); read >= 0; read = response.body().read(buffer)) {
      Reply.chunk(out, buffer, read);
    }
    Reply.lastChunk(out);
  }

  private static Reply reply(HttpResponse<InputStream> response, OutputStream out) {
    Reply reply = new Reply(out, response.statusCode());
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (Upstream.isEndToEnd(name)) {
            values.forEach(value -> reply.header(name, value));
          }
        });
    return reply;
  }
}
