package dev.basalt.webhook.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.basalt.webhook.admit.Route;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.ReviewCodec;
import dev.basalt.webhook.review.UnreadableObjectException;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.server.ReviewObserver.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the API server over HTTPS. One request harms no other: its size is bounded, and so is how
 * many are read at once; what cannot be read, and what fails in here, is answered with an error,
 * which the API server treats as the webhook's failure policy says.
 */
public final class AdmissionServer implements AutoCloseable {
  /** An object and the object as it was, each as large as the API server takes. */
  static final int MAX_BODY_BYTES = 8 << 20;

  private static final int MAX_AT_ONCE = 64;
  private static final int BACKLOG = 256;
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final Logger LOG = LoggerFactory.getLogger("webhook");

  static {
    // Read once by the JDK's server. Without the first, answers wait for the client's next packet.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
  }

  private final HttpsServer server;
  private final Door door;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReviewCodec codec = new ReviewCodec();
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);
  private final BooleanSupplier ready;
  private final ReviewObserver observer;

  /**
   * Starts serving.
   *
   * @param port 0 for any free one
   * @param routes what is done, by path
   * @param ready whether {@code /readyz} is content
   * @param observer is told of each review
   * @throws IOException if the port cannot be had
   */
  public AdmissionServer(
      String address,
      int port,
      SSLContext tls,
      Map<String, Route<?>> routes,
      BooleanSupplier ready,
      ReviewObserver observer)
      throws IOException {
    this(address, port, new Door(tls, false), routes, ready, observer);
  }

  /**
   * Who gets in.
   *
   * @param tls what is served, and whose certificates are believed
   * @param known whether reviews are for callers only that show a certificate; health is for all
   */
  public record Door(SSLContext tls, boolean known) {}

  /**
   * Starts serving.
   *
   * @param port 0 for any free one
   * @param routes what is done, by path
   * @param ready whether {@code /readyz} is content
   * @param observer is told of each review
   * @throws IOException if the port cannot be had
   */
  public AdmissionServer(
      String address,
      int port,
      Door door,
      Map<String, Route<?>> routes,
      BooleanSupplier ready,
      ReviewObserver observer)
      throws IOException {
    this.door = door;
    this.ready = ready;
    this.observer = observer;
    server = HttpsServer.create(new InetSocketAddress(address, port), BACKLOG);
    server.setHttpsConfigurator(new Wish(door));
    server.setExecutor(threads);
    routes.forEach(
        (path, route) -> server.createContext(path, exchange -> review(exchange, path, route)));
    server.createContext("/healthz", exchange -> send(exchange, 200, "ok"));
    server.createContext("/readyz", this::readiness);
    server.start();
  }

  /** The port really served. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(1);
    threads.close();
  }

  private void readiness(HttpExchange exchange) throws IOException {
    boolean content = ready.getAsBoolean();
    send(exchange, content ? 200 : 503, content ? "ok" : "queues and namespaces are not known yet");
  }

  private <T> void review(HttpExchange exchange, String path, Route<T> route) throws IOException {
    long start = System.nanoTime();
    try (exchange) {
      if (door.known() && !known(exchange)) {
        send(exchange, 403, "show a certificate of the API server's");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        send(exchange, 405, "send an AdmissionReview by POST");
      } else if (!places.tryAcquire()) {
        observer.answered(path, null, Outcome.TURNED_AWAY, System.nanoTime() - start);
        send(exchange, 503, "too many reviews at once");
      } else {
        try {
          Answer answer = answer(exchange, route);
          observer.answered(path, answer.operation, answer.outcome, System.nanoTime() - start);
          send(exchange, answer.status, answer.type, answer.body);
        } finally {
          places.release();
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: the answer could not be sent: {}", path, e.toString());
    }
  }

  /** Whether the caller has shown a certificate; one that is not believed ended the handshake. */
  private static boolean known(HttpExchange exchange) {
    try {
      return ((HttpsExchange) exchange).getSSLSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  /** Asks callers for a certificate, without insisting: probes have none. */
  private static final class Wish extends HttpsConfigurator {
    private final boolean wanted;

    private Wish(Door door) {
      super(door.tls());
      wanted = door.known();
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setWantClientAuth(wanted);
      parameters.setSSLParameters(tls);
    }
  }

  private <T> Answer answer(HttpExchange exchange, Route<T> route) throws IOException {
    try (BoundedInput body = new BoundedInput(exchange.getRequestBody(), MAX_BODY_BYTES)) {
      Review<T> review = codec.read(body, route.type());
      Verdict verdict = route.judge().apply(review);
      return new Answer(
          review.operation(), outcome(verdict), 200, JSON, codec.write(review.uid(), verdict));
    } catch (BoundedInput.TooLargeException e) {
      return Answer.error(Outcome.UNREADABLE, 413, String.valueOf(e.getMessage()));
    } catch (UnreadableObjectException e) {
      byte[] refusal = codec.write(e.uid(), Verdict.unreadable(String.valueOf(e.getMessage())));
      return new Answer(null, Outcome.UNREADABLE, 200, JSON, refusal);
    } catch (IOException e) {
      LOG.warn("a review cannot be read: {}", e.getMessage());
      return Answer.error(
          Outcome.UNREADABLE,
          400,
          "this is no AdmissionReview that can be read: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a review failed", e);
      return Answer.error(Outcome.FAILED, 500, "the review failed: " + e);
    }
  }

  private static Outcome outcome(Verdict verdict) {
    if (verdict.refusal() != null) {
      return Outcome.REFUSED;
    }
    return verdict.patch().isEmpty() ? Outcome.ALLOWED : Outcome.PATCHED;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      send(exchange, status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** What is sent back. */
  private static final class Answer {
    /** Null if the review could not be read. */
    private final @Nullable Operation operation;

    private final Outcome outcome;
    private final int status;
    private final String type;
    private final byte[] body;

    private Answer(
        @Nullable Operation operation, Outcome outcome, int status, String type, byte[] body) {
      this.operation = operation;
      this.outcome = outcome;
      this.status = status;
      this.type = type;
      this.body = body;
    }

    private static Answer error(Outcome outcome, int status, String text) {
      return new Answer(null, outcome, status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
