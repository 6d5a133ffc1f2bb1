package dev.basalt.testkit.agent.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a kubelet's API that serves logs, {@code GET /containerLogs/NAMESPACE/POD/CONTAINER},
 * for all nodes of an agent on one loopback port. The API server does not check whose certificate
 * it is, and is not asked for one of its own.
 */
final class LogServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogServer.class);
  private static final String PATH = "/containerLogs/";

  /** Finds logs. */
  interface Logs {
    /**
     * The log of a container.
     *
     * @param previous that of the run before
     * @throws UnknownLogException if there is none
     */
    LogFile find(String namespace, String pod, String container, boolean previous)
        throws UnknownLogException;
  }

  /** There is no such log; the message is a kubelet's. */
  static final class UnknownLogException extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    UnknownLogException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private final Logs logs;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param folder where the key may lie, readable by this user alone
   */
  LogServer(Logs logs, Path folder) throws IOException, InterruptedException {
    this.logs = logs;
    InetAddress loopback = InetAddress.ofLiteral(PodRuntime.ADDRESS);
    server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.context(folder)));
    server.setExecutor(threads);
    server.createContext(PATH, this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      String[] names = exchange.getRequestURI().getPath().substring(PATH.length()).split("/", -1);
      if (names.length != 3) {
        refuse(exchange, HttpURLConnection.HTTP_NOT_FOUND, "write " + PATH + "NAMESPACE/POD/NAME");
        return;
      }
      LogQuery query = LogQuery.parse(exchange.getRequestURI().getRawQuery(), Instant.now());
      LogFile log = logs.find(names[0], names[1], names[2], query.previous());
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        new LogReader(log, query, out).send();
      }
    } catch (IllegalArgumentException e) {
      refuse(exchange, HttpURLConnection.HTTP_BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (UnknownLogException e) {
      refuse(exchange, e.status, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.debug("A reader of a log is gone: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(HttpExchange exchange, int status, String message) {
    byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = exchange.getResponseBody()) {
      exchange.sendResponseHeaders(status, body.length);
      out.write(body);
    } catch (IOException e) {
      LOG.debug("A reader of a log is gone: {}", e.toString());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
