package dev.basalt.bench.exporter;

import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.HttpEndpoints;
import dev.basalt.app.role.Probe;
import dev.basalt.app.role.ProcessMetrics;
import dev.basalt.app.role.ScrapeFormat;
import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import dev.basalt.exporter.series.Happened;
import dev.basalt.exporter.series.Limits;
import dev.basalt.exporter.series.ViewSeries;
import dev.basalt.exporter.view.ClusterView;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Fills the exporter's view as its watches would, without an API server, and scrapes it: as it
 * stands, after changes to one pod in a hundred, and by many at once.
 */
@Command(
    name = "exporter",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "A scrape of the exporter: time, size, and memory for each pod.")
public final class ExporterCommand implements Callable<Integer> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int KIBI = 1024;

  /** To change most pods takes longer than a scrape. */
  private static final int FEW = 9;

  @Option(names = "--pods", defaultValue = "100000", description = "Pods.")
  private int pods = 100_000;

  @Option(names = "--jobs", defaultValue = "2000", description = "Jobs that they are of.")
  private int jobs = 2_000;

  @Option(names = "--nodes", defaultValue = "1000", description = "Nodes that they are on.")
  private int nodes = 1_000;

  @Option(
      names = "--runs",
      defaultValue = "60",
      description = "Scrapes of each kind; a third more to warm up.")
  private int runs = 60;

  @Option(names = "--scrapers", defaultValue = "200", description = "Scrapes at once, by HTTP.")
  private int scrapers = 200;

  @Mixin private FigureOutput output = new FigureOutput();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private ExporterCommand() {}

  @Override
  public Integer call() throws IOException {
    Figures figures = Figures.ofThisMachine();
    figures.put("pods", pods);
    figures.put("jobs", jobs);
    Happened happened = new Happened(registry, Limits.standard(), ExporterCommand::now);
    ClusterView view = new ClusterView(ExporterCommand::now, happened);
    registry
        .getPrometheusRegistry()
        .register(new ViewSeries(view, Limits.standard(), happened, ExporterCommand::now));
    long before = usedBytes();
    FullCluster cluster = new FullCluster(view, pods, jobs, nodes);
    figures.put("heap_bytes_per_pod_watched", (usedBytes() - before) / pods);
    long cpu = THREADS.getCurrentThreadCpuTime();
    figures.put("first_scrape_ms", Figures.rounded(scrape(ScrapeFormat.OPEN_METRICS)));
    figures.put(
        "first_scrape_cpu_ms",
        Figures.rounded((THREADS.getCurrentThreadCpuTime() - cpu) / NANOS_PER_MILLI));
    figures.put("heap_bytes_per_pod_scraped", (usedBytes() - before) / pods);
    figures.put("heap_mib", (usedBytes() - before) / KIBI / KIBI);
    figures.put("answer_bytes", answer(ScrapeFormat.OPEN_METRICS).size());
    measure("quiet", () -> {}, figures);
    measure("after_some_changes", () -> cluster.change(pods / 100), figures);
    runs = Math.min(runs, FEW);
    measure("after_most_changed", () -> cluster.change(pods), figures);
    together(figures);
    output.write(figures);
    return 0;
  }

  private void measure(String name, Runnable between, Figures figures) throws IOException {
    for (int run = 0; run < runs / 3; run++) {
      between.run();
      scrape(ScrapeFormat.OPEN_METRICS);
    }
    double[] millis = new double[runs];
    double[] cpuMillis = new double[runs];
    for (int run = 0; run < runs; run++) {
      between.run();
      long cpu = THREADS.getCurrentThreadCpuTime();
      millis[run] = scrape(ScrapeFormat.OPEN_METRICS);
      cpuMillis[run] = (THREADS.getCurrentThreadCpuTime() - cpu) / NANOS_PER_MILLI;
    }
    put(name, "ms", millis, figures);
    put(name, "cpu_ms", cpuMillis, figures);
  }

  private static void put(String name, String unit, double[] values, Figures figures) {
    Arrays.sort(values);
    int last = values.length - 1;
    figures.put(name + "_p50_" + unit, Figures.rounded(values[values.length / 2]));
    figures.put(
        name + "_p99_" + unit, Figures.rounded(values[Math.min(last, values.length * 99 / 100)]));
  }

  /** One scrape, in milliseconds. */
  private double scrape(ScrapeFormat format) throws IOException {
    long begun = System.nanoTime();
    answer(format);
    return (System.nanoTime() - begun) / NANOS_PER_MILLI;
  }

  private ByteArrayOutputStream answer(ScrapeFormat format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 24);
    write(bytes, format);
    return bytes;
  }

  private void write(OutputStream out, ScrapeFormat format) throws IOException {
    ProcessMetrics.scrape(registry, List.of(), out, format);
  }

  /** Many scrapers that come at once; each must get all there is. */
  private void together(Figures figures) throws IOException {
    try (HttpEndpoints endpoints =
            new HttpEndpoints(
                EndpointSettings.loopback().withScrapeLife(Duration.ofSeconds(1)),
                this::write,
                Probe::fine,
                Probe::fine);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoints.port() + "/metrics"))
              .header("Accept-Encoding", "gzip")
              .build();
      long begun = System.nanoTime();
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < scrapers; i++) {
        answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
      }
      int compressed = 0;
      for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
        if (answer.join().statusCode() != 200 || answer.join().body().length < pods) {
          throw new IllegalStateException("a scrape was not answered: " + answer.join());
        }
        compressed = answer.join().body().length;
      }
      figures.put(
          "scrapers_at_once_" + scrapers + "_ms",
          Figures.rounded((System.nanoTime() - begun) / NANOS_PER_MILLI));
      figures.put("answer_bytes_compressed", compressed);
    }
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }

  /** What is alive on the heap. */
  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
