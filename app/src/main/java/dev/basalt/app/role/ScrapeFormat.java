package dev.basalt.app.role;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which words series are told. */
public enum ScrapeFormat {
  /** Prometheus' own, for whoever does not ask for another. */
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

  private final String contentType;

  ScrapeFormat(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }

  /** The format that a scraper likes best of these, by its header Accept; null if it has none. */
  static ScrapeFormat of(@Nullable String accept) {
    double text = 0;
    double openMetrics = 0;
    for (String range : (accept == null ? "" : accept).split(",", -1)) {
      String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      double quality = quality(range);
      if (type.equals(OPEN_METRICS_TYPE)) {
        openMetrics = Math.max(openMetrics, quality);
      } else if (type.equals("text/plain")) {
        text = Math.max(text, quality);
      }
    }
    return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : TEXT;
  }

  /** Whether an answer may be compressed, by the header Accept-Encoding; null if it has none. */
  static boolean gzip(@Nullable String acceptEncoding) {
    for (String range : (acceptEncoding == null ? "" : acceptEncoding).split(",", -1)) {
      if (range.split(";", 2)[0].strip().equalsIgnoreCase("gzip")) {
        return quality(range) > 0;
      }
    }
    return false;
  }

  private static double quality(String range) {
    for (String parameter : range.split(";", -1)) {
      String[] pair = parameter.strip().split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("q")) {
        try {
          return Double.parseDouble(pair[1].strip());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
