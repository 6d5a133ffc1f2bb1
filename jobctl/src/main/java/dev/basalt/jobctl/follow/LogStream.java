package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log of one pod, line by line; one that is followed goes on after a broken connection. */
public final class LogStream {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int TRIES = 30;

  private final Api api;
  private final String path;
  private final LogOptions options;
  private @Nullable Instant last;

  /** Nothing is read yet. */
  public LogStream(Api api, String namespace, String pod, LogOptions options) {
    this.api = api;
    this.path = Paths.log(namespace, pod);
    this.options = options;
  }

  /**
   * Reads what there is, once.
   *
   * @throws ApiException if there is no log
   */
  public void read(Consumer<String> lines) {
    try (BufferedReader reader = open(options.query())) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      throw new ApiException(ApiException.UNREACHABLE, "", "the log broke off: " + e.getMessage());
    }
  }

  /**
   * Reads until the pod has ended. The server is asked for the time of each line, so that none is
   * lost or told twice when the connection is made anew.
   *
   * @param ended whether the pod has ended, or is gone
   */
  public void follow(Consumer<String> lines, BooleanSupplier ended) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      boolean over = ended.getAsBoolean();
      Instant resume = last;
      String query =
          options.query()
              + "&follow=true&timestamps=true"
              + (resume == null ? "" : "&sinceTime=" + Paths.encode(resume.toString()));
      try (BufferedReader reader = open(query)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          tries = 0;
          take(line, resume, lines);
        }
        if (over) {
          return;
        }
      } catch (IOException e) {
        // The connection broke; it is made anew below.
      } catch (ApiException e) {
        boolean starts = e.status() == 400;
        if (!starts && !e.passing()) {
          throw e;
        }
        if (over && (starts || tries > 2)) {
          return;
        }
      }
      if (tries >= TRIES) {
        return;
      }
      Thread.sleep(PAUSE);
    }
  }

  private void take(String line, @Nullable Instant resume, Consumer<String> lines) {
    int space = line.indexOf(' ');
    Instant time = space < 0 ? null : time(line.substring(0, space));
    if (time == null) {
      lines.accept(line);
      return;
    }
    if (resume != null && !time.isAfter(resume)) {
      return;
    }
    last = time;
    lines.accept(options.timestamps() ? line : line.substring(space + 1));
  }

  private static @Nullable Instant time(String text) {
    if (text.length() < 20 || text.charAt(4) != '-' || text.charAt(10) != 'T') {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private BufferedReader open(String query) {
    InputStream stream = api.stream(path + "?" + query);
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
