package dev.basalt.testkit.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.local.LoopbackPorts;
import dev.basalt.testkit.local.OwnedLauncher;
import dev.basalt.testkit.local.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** A server on the loopback interface with a folder of its own, both gone when it is closed. */
final class LocalServer implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final RunningProgram program;
  private final String url;

  private LocalServer(Path folder, RunningProgram program, String url) {
    this.folder = folder;
    this.program = program;
    this.url = url;
  }

  /**
   * Starts it and returns once it is ready.
   *
   * @param configuration the content of its file {@code config.yml}
   * @param command what to run, by the folder of that file and the address to listen on
   */
  static LocalServer start(
      String name, String configuration, BiFunction<Path, String, List<String>> command) {
    try {
      Path folder = Files.createTempDirectory(name + "-");
      Files.writeString(folder.resolve("config.yml"), configuration);
      int port = new LoopbackPorts(new SplittableRandom()).free(1)[0];
      String address = "127.0.0.1:" + port;
      RunningProgram program =
          new OwnedLauncher()
              .launch(name, command.apply(folder, address), folder.resolve("server.log"));
      LocalServer server = new LocalServer(folder, program, "http://" + address);
      try {
        server.awaitReady();
      } catch (RuntimeException | InterruptedException e) {
        server.close();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " started", e);
    }
  }

  String url() {
    return url;
  }

  /** The JSON at a path of it. */
  JsonNode get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
  }

  /** What it answers to a form. */
  JsonNode post(String path, String form) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.timeout(ANSWER_WITHIN).build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(
            "%s answered %d: %s".formatted(url, response.statusCode(), response.body()));
      }
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + url + " was asked", e);
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!ready()) {
      if (!program.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s %s:%n%s"
                .formatted(
                    program.name(),
                    program.isAlive() ? "is not ready after " + READY_WITHIN : "ended",
                    Files.readString(program.log())));
      }
      Thread.sleep(POLL);
    }
  }

  private boolean ready() throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/-/ready")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    program.kill();
    client.close();
    try {
      ControlPlaneBinaries.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
