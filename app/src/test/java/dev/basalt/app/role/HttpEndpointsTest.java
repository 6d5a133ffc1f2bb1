package dev.basalt.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEndpointsTest {
  private static final int SCRAPERS = 200;

  private static HttpEndpoints serving(HttpEndpoints.Metrics metrics, Duration life)
      throws IOException {
    return new HttpEndpoints(
        EndpointSettings.loopback().withScrapeLife(life), metrics, Probe::fine, Probe::fine);
  }

  private static HttpRequest request(HttpEndpoints endpoints, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoints.port() + "/metrics"));
    return (headers.length == 0 ? builder : builder.headers(headers)).build();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '|',
      textBlock =
          """
          none | TEXT
          '' | TEXT
          */* | TEXT
          text/plain | TEXT
          application/openmetrics-text | OPEN_METRICS
          application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPEN_METRICS
          application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OPEN_METRICS
          text/plain;version=0.0.4;q=0.9, application/openmetrics-text;q=0.2 | TEXT
          application/openmetrics-text; q=0 | TEXT
          application/openmetrics-text; q=much | TEXT
          """)
  void theFormatIsWhatTheScraperLikesBest(@Nullable String accept, ScrapeFormat format) {
    assertThat(ScrapeFormat.of(accept)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '|',
      textBlock =
          """
          none | false
          gzip | true
          deflate, GZIP;q=0.5 | true
          gzip;q=0 | false
          identity | false
          """)
  void compressedIsWhatTheScraperTakes(@Nullable String acceptEncoding, boolean gzip) {
    assertThat(ScrapeFormat.gzip(acceptEncoding)).isEqualTo(gzip);
  }

  @Test
  void aScrapeIsAnsweredInItsFormatAndCompressed() throws Exception {
    try (HttpEndpoints endpoints =
            serving(
                (out, format) -> out.write(format.name().getBytes(StandardCharsets.UTF_8)),
                Duration.ZERO);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> plain =
          client.send(request(endpoints), HttpResponse.BodyHandlers.ofString());
      assertThat(plain.body()).isEqualTo("TEXT");
      assertThat(plain.headers().firstValue("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      HttpResponse<byte[]> other =
          client.send(
              request(
                  endpoints, "Accept", "application/openmetrics-text", "Accept-Encoding", "gzip"),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(other.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(other.headers().firstValue("Content-Type"))
          .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(other.body()))) {
        assertThat(in.readAllBytes()).asString().isEqualTo("OPEN_METRICS");
      }
    }
  }

  @Test
  void scrapersThatComeTogetherShareAnAnswer() throws Exception {
    AtomicInteger made = new AtomicInteger();
    String series = "some_series 1.0\n".repeat(10_000);
    HttpEndpoints.Metrics metrics =
        (out, format) -> {
          made.incrementAndGet();
          out.write(series.getBytes(StandardCharsets.UTF_8));
        };
    try (HttpEndpoints endpoints = serving(metrics, Duration.ofMinutes(10));
        HttpClient client = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < SCRAPERS; i++) {
        answers.add(client.sendAsync(request(endpoints), HttpResponse.BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(answer.join().body()).isEqualTo(series);
      }
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void anAnswerOfNoLifeServesNobodyWhoAsksLater() {
    AtomicInteger made = new AtomicInteger();
    Scrapes scrapes =
        new Scrapes((out, format) -> out.write(made.incrementAndGet()), Duration.ZERO);
    assertThat(scrapes.answer(ScrapeFormat.TEXT, false)).containsExactly(1);
    assertThat(scrapes.answer(ScrapeFormat.TEXT, false)).containsExactly(2);
    assertThat(scrapes.answer(ScrapeFormat.OPEN_METRICS, false)).containsExactly(3);
  }

  @Test
  void whatCannotBeToldIsAnError() throws Exception {
    try (HttpEndpoints endpoints =
            serving(
                (out, format) -> {
                  throw new IllegalStateException("twice");
                },
                Duration.ZERO);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request(endpoints), HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(500);
    }
  }
}
