package dev.basalt.app.role;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers to scrapes. One is made for all that ask while another is being made, and serves for some
 * time more. Thread-safe.
 */
final class Scrapes {
  private static final int BUFFER = 1 << 16;

  /** Writes all series. */
  interface Source {
    void write(OutputStream out, ScrapeFormat format) throws IOException;
  }

  private final Source source;
  private final long lifeNanos;
  private final Map<ScrapeFormat, Shared> plain = new EnumMap<>(ScrapeFormat.class);
  private final Map<ScrapeFormat, Shared> compressed = new EnumMap<>(ScrapeFormat.class);

  /**
   * Answers from a source.
   *
   * @param life how long an answer serves; at zero, for those only who asked before it was begun
   */
  Scrapes(Source source, Duration life) {
    this.source = source;
    this.lifeNanos = life.toNanos();
    for (ScrapeFormat format : ScrapeFormat.values()) {
      plain.put(format, new Shared(format, false));
      compressed.put(format, new Shared(format, true));
    }
  }

  /** An answer; not a copy. */
  byte[] answer(ScrapeFormat format, boolean gzip) {
    Shared shared = Objects.requireNonNull((gzip ? compressed : plain).get(format));
    return shared.get(System.nanoTime());
  }

  private final class Shared {
    private final ScrapeFormat format;
    private final boolean gzip;
    private SoftReference<byte @Nullable []> last = new SoftReference<>(null);
    private long begunNanos;
    private int size = BUFFER;

    private Shared(ScrapeFormat format, boolean gzip) {
      this.format = format;
      this.gzip = gzip;
    }

    private synchronized byte[] get(long askedNanos) {
      byte[] answer = last.get();
      if (answer != null && askedNanos - begunNanos <= lifeNanos) {
        return answer;
      }
      begunNanos = System.nanoTime();
      byte[] fresh = make();
      last = new SoftReference<>(fresh);
      return fresh;
    }

    private byte[] make() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
      try (OutputStream out =
          gzip ? new FastGzip(bytes) : new BufferedOutputStream(bytes, BUFFER)) {
        source.write(out, format);
      } catch (IOException e) {
        throw new UncheckedIOException("memory can always be written", e);
      }
      size = bytes.size() + (bytes.size() >> 3);
      return bytes.toByteArray();
    }
  }

  /** Series are so much alike that the fastest level does nearly as well as any other. */
  private static final class FastGzip extends BufferedOutputStream {
    private FastGzip(OutputStream out) throws IOException {
      super(new Level(out), BUFFER);
    }

    private static final class Level extends GZIPOutputStream {
      private Level(OutputStream out) throws IOException {
        super(out, BUFFER);
        def.setLevel(Deflater.BEST_SPEED);
      }
    }
  }
}
