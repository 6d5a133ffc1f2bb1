package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.api.SilentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The log of one pod, line by line; one that is followed goes on after a broken connection. */
public final class LogStream {
  /** What has become of the pod. */
  public enum Source {
    /** More may come. */
    GOES_ON,
    /** What there is has to be read, no more comes. */
    ENDED,
    /** There is nothing to read, or it is that of another pod of this name. */
    GONE
  }

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int DOUBLINGS = 3;
  private static final int TRIES = 30;
  private static final int FEW_TRIES = 3;

  /** A log may say nothing for hours; asking anew now and then costs little. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final Api api;
  private final String path;
  private final LogOptions options;
  private final Duration pause;
  private final Duration silence;
  private @Nullable Instant last;
  private boolean whole;

  /** Nothing is read yet. */
  public LogStream(Api api, String namespace, String pod, LogOptions options) {
    this(api, namespace, pod, options, PAUSE, SILENCE);
  }

  /**
   * With other times.
   *
   * @param pause before the log is asked for again; it grows while nothing comes
   * @param silence after which a connection is made anew
   */
  LogStream(
      Api api, String namespace, String pod, LogOptions options, Duration pause, Duration silence) {
    this.api = api;
    this.path = Paths.log(namespace, pod);
    this.options = options;
    this.pause = pause;
    this.silence = silence;
  }

  /**
   * Reads what there is, once.
   *
   * @throws ApiException if there is no log
   */
  public void read(Consumer<String> lines) {
    if (options.tail() < 0 || options.raw()) {
      read(options, lines);
      return;
    }
    Deque<String> kept = new ArrayDeque<>();
    int results = read(options, kept::add);
    if (results > 0) {
      // Some of the last lines are a result's: those before them are asked for.
      kept.clear();
      read(options.last(options.tail() + results + 1), kept::add);
      while (kept.size() > options.tail()) {
        kept.removeFirst();
      }
    }
    kept.forEach(lines);
  }

  /** Returns how many lines the result has that was left out. */
  private int read(LogOptions asked, Consumer<String> lines) {
    ResultLines own = new ResultLines(lines, asked.timestamps());
    Consumer<String> sink = asked.raw() ? lines : own::take;
    try (BufferedReader reader = open(asked.query())) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        sink.accept(line);
      }
    } catch (IOException e) {
      throw new ApiException(ApiException.UNREACHABLE, "", "the log broke off: " + e.getMessage());
    }
    own.end();
    return own.most();
  }

  /**
   * Reads until the pod has ended. The server is asked for the time of each line, so that none is
   * lost or told twice when the connection is made anew.
   *
   * @param source asked before each time that the log is read
   * @throws ApiException if it cannot be read, or no longer
   */
  public void follow(Consumer<String> lines, Supplier<Source> source) throws InterruptedException {
    ResultLines own = new ResultLines(lines, options.timestamps());
    try {
      connect(options.raw() ? lines : own::take, source);
    } finally {
      own.end();
    }
  }

  private void connect(Consumer<String> lines, Supplier<Source> source)
      throws InterruptedException {
    int errors = 0;
    int idle = 0;
    while (true) {
      Source state = source.get();
      if (state == Source.GONE) {
        if (whole) {
          return;
        }
        throw new ApiException(404, "NotFound", "the pod is gone");
      }
      Instant before = last;
      try (BufferedReader reader = open(query())) {
        errors = 0;
        whole = false;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          take(line, before, lines);
        }
        whole = true;
        if (state != Source.GOES_ON) {
          return;
        }
      } catch (SilentException e) {
        continue;
      } catch (IOException e) {
        // The connection broke; it is made anew below.
      } catch (ApiException e) {
        boolean waits = starts(e);
        if ((waits && state != Source.GOES_ON) || (e.notFound() && whole)) {
          return;
        }
        errors += waits ? 0 : 1;
        if (!waits && errors >= tries(e, state)) {
          throw e;
        }
      }
      idle = Objects.equals(before, last) ? idle + 1 : 0;
      Thread.sleep(pause.multipliedBy(1L << Math.min(idle, DOUBLINGS)));
    }
  }

  /** How often reading may fail in a row. */
  private static int tries(ApiException failure, Source state) {
    if (!failure.passing()) {
      return failure.status() == 400 ? FEW_TRIES : 1;
    }
    return state == Source.GOES_ON ? TRIES : FEW_TRIES;
  }

  /** A container that waits, to begin or to begin again, has no log yet. */
  private static boolean starts(ApiException failure) {
    String message = failure.getMessage();
    return failure.status() == 400
        && (message.contains("waiting to start") || message.contains("a host assigned"));
  }

  /** What came before the last line is not asked for again, whatever was asked for first. */
  private String query() {
    Instant from = last;
    LogOptions rest =
        from == null
            ? options
            : new LogOptions(options.container(), -1, -1, false, options.previous(), options.raw());
    return rest.query()
        + (rest.timestamps() ? "" : "&timestamps=true")
        + "&follow=true"
        + (from == null ? "" : "&sinceTime=" + Paths.encode(from.toString()));
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

  private BufferedReader open(String query) throws SilentException {
    return new BufferedReader(
        new InputStreamReader(api.stream(path + "?" + query, silence), StandardCharsets.UTF_8));
  }
}
