package dev.basalt.sim.report;

import dev.basalt.sim.replay.ReplayResult;
import dev.basalt.sim.replay.Starved;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A report as one HTML page that needs nothing else: style, script and drawings are in it. It
 * follows the reader's choice of a light or dark scheme.
 */
public final class HtmlReport {
  private static final int LISTED_STARVED = 50;

  private final Report report;
  private final List<ReplayResult> results;

  private HtmlReport(Report report) {
    this.report = report;
    results = report.runs().stream().map(Run::result).toList();
  }

  /** The page. */
  public static String of(Report report) {
    return new HtmlReport(report).page();
  }

  private String page() {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        + "<meta name=\"color-scheme\" content=\"light dark\"><title>"
        + Plain.html(report.title())
        + "</title><style>\n"
        + resource("report.css")
        + "</style></head><body><main>\n"
        + head()
        + new WaitChart(report.runs()).html()
        + charts()
        + starved()
        + words()
        + "</main><script>\n"
        + resource("report.js")
        + "</script></body></html>\n";
  }

  private String head() {
    StringBuilder html = new StringBuilder("<header><h1>Simulation</h1><p>");
    html.append(Plain.html(report.title())).append(" on ").append(Plain.count(report.nodes()));
    html.append(" nodes</p>");
    report
        .notices()
        .forEach(
            notice -> html.append("<p class=\"note\">").append(Plain.html(notice)).append("</p>"));
    html.append("</header>\n<div class=\"summary runs").append(results.size()).append("\">");
    for (Summary.Group group : Summary.of(report).groups()) {
      html.append("<table><caption>").append(group.heading()).append("</caption>");
      if (report.runs().size() > 1) {
        html.append("<thead><tr><td></td>");
        report
            .runs()
            .forEach(run ->
                html.append("<th scope=\"col\">").append(Plain.html(run.name())).append("</th>"));
        html.append("</tr></thead>");
      }
      html.append("<tbody>");
      group.rows().forEach(row -> html.append(row(row)));
      html.append("</tbody></table>");
    }
    return html.append("</div>\n").toString();
  }

  private static String row(Summary.Row row) {
    StringBuilder html = new StringBuilder("<tr><th scope=\"row\">");
    html.append(Plain.html(row.label())).append("</th>");
    for (int i = 0; i < row.values().size(); i++) {
      html.append(row.bad().get(i) ? "<td class=\"bad\">" : "<td>");
      html.append(Plain.html(row.values().get(i))).append("</td>");
    }
    return html.append("</tr>").toString();
  }

  private String charts() {
    StringBuilder html = new StringBuilder();
    section(html, RunCharts::use);
    for (int i = 0; i < results.getFirst().queues().size(); i++) {
      int queue = i;
      section(html, charts -> charts.share(queue));
    }
    section(html, RunCharts::fragmentation);
    section(html, RunCharts::gangsWaiting);
    section(html, RunCharts::podsWaiting);
    return "<div class=\"charts runs" + results.size() + "\">\n" + html + "</div>\n";
  }

  private void section(StringBuilder html, Function<RunCharts, TimeChart> chart) {
    for (Run run : report.runs()) {
      TimeChart drawn = chart.apply(new RunCharts(run.result(), results));
      html.append((results.size() == 1 ? drawn : drawn.of(run.name())).html());
    }
  }

  private String starved() {
    StringBuilder html = new StringBuilder();
    for (Run run : report.runs()) {
      List<Starved> jobs = run.result().starved();
      if (jobs.isEmpty()) {
        continue;
      }
      html.append("<h2>Starved under ").append(Plain.html(run.name())).append(": ");
      html.append(Plain.count(jobs.size())).append("</h2><ul>");
      jobs.stream()
          .limit(LISTED_STARVED)
          .forEach(job ->
              html.append("<li><b>")
                  .append(Plain.html(job.job()))
                  .append("</b> (queue ")
                  .append(Plain.html(job.queue()))
                  .append(", after ")
                  .append(Plain.span(job.atNanos()))
                  .append("): ")
                  .append(Plain.html(job.detail()))
                  .append("</li>"));
      html.append("</ul>\n");
    }
    return html.toString();
  }

  private String words() {
    return String.format(
        Locale.ROOT,
        """
        <footer><p>Time is virtual; seed %d. Use and shares are taken at the API server, apart from \
        the scheduler's own account; means are over the time in which work comes in. A queue \
        deserves its weighted max-min share of what all queues hold and ask for. A job is starved \
        if it could be placed on the empty cluster within its queue's capability, and: it waited \
        for more than %s while its queue was below its share and nodes had room; or after such a \
        wait a later job of its queue got room that would have done for it; or it had waited so \
        long and still had not started at the end.</p></footer>
        """,
        report.seed(),
        Plain.span(report.patienceNanos()));
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
