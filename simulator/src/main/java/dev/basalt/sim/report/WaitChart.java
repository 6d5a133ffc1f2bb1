package dev.basalt.sim.report;

import dev.basalt.sim.replay.ReplayResult.ClassWaits;
import java.util.List;
import java.util.Locale;

/** How long pods of each class waited, P50 to P99, on a logarithmic axis; runs below each other. */
final class WaitChart {
  private static final int WIDTH = 1240;
  private static final int LEFT = 150;
  private static final int RIGHT = 70;
  private static final int ROW = 26;
  private static final int GAP = 14;
  private static final int ABOVE = 10;
  private static final int BELOW = 30;
  private static final long LEAST_NANOS = 1_000_000;

  private static final long[] MARKS = {
    1_000_000L,
    10_000_000L,
    100_000_000L,
    1_000_000_000L,
    10_000_000_000L,
    60_000_000_000L,
    600_000_000_000L,
    3_600_000_000_000L,
    36_000_000_000_000L,
    360_000_000_000_000L,
    3_600_000_000_000_000L
  };

  private final List<Run> runs;
  private final double top;

  WaitChart(List<Run> runs) {
    this.runs = runs;
    long longest =
        runs.stream()
            .flatMap(run -> run.result().classes().stream())
            .mapToLong(ClassWaits::p99Nanos)
            .max()
            .orElse(LEAST_NANOS);
    long most = MARKS[MARKS.length - 1];
    for (int i = MARKS.length - 1; i >= 2; i--) {
      most = MARKS[i] >= longest ? MARKS[i] : most;
    }
    top = Math.log((double) Math.max(most, longest));
  }

  String html() {
    List<ClassWaits> classes = runs.getFirst().result().classes();
    int height = ABOVE + classes.size() * (runs.size() * ROW + GAP) + BELOW;
    StringBuilder html = new StringBuilder();
    html.append("<figure class=\"chart wide\"><figcaption>Wait by class, P50 to P99");
    html.append("<span class=\"legend\">");
    for (int run = 0; run < runs.size(); run++) {
      html.append("<span class=\"key solid k").append(run).append("\">");
      html.append(Plain.html(runs.get(run).name())).append("</span>");
    }
    html.append("</span></figcaption>");
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"wait by class\">",
            WIDTH,
            height));
    axis(html, height);
    int y = ABOVE;
    for (int i = 0; i < classes.size(); i++) {
      ClassWaits first = classes.get(i);
      html.append(
          String.format(
              Locale.ROOT,
              "<text class=\"class\" x=\"%d\" y=\"%d\">%s<tspan class=\"quiet\"> %s</tspan></text>",
              8,
              y + runs.size() * ROW / 2 + 4,
              Plain.html(first.name()),
              Plain.count(first.pods())));
      for (int run = 0; run < runs.size(); run++) {
        bar(html, runs.get(run).result().classes().get(i), run, y + ROW / 2);
        y += ROW;
      }
      y += GAP;
    }
    return html.append("</svg></figure>\n").toString();
  }

  private void axis(StringBuilder svg, int height) {
    for (long mark : MARKS) {
      if (Math.log((double) mark) <= top + 1e-9) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                    + "<text class=\"x\" x=\"%.1f\" y=\"%d\">%s</text>",
                x(mark),
                x(mark),
                ABOVE,
                height - BELOW,
                x(mark),
                height - 10,
                Plain.span(mark)));
      }
    }
  }

  private void bar(StringBuilder svg, ClassWaits waits, int run, int y) {
    double from = x(waits.p50Nanos());
    double to = x(waits.p99Nanos());
    String label = Plain.span(waits.p50Nanos()) + " – " + Plain.span(waits.p99Nanos());
    svg.append(
        String.format(
            Locale.ROOT,
            "<g class=\"k%d\" data-class=\"%s\"><title>%s: P50 %s, P99 %s, longest %s</title>"
                + "<line class=\"bar\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                + "<circle class=\"hollow\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>"
                + "<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>"
                + "<text class=\"value\" x=\"%.1f\" y=\"%d\">%s</text></g>",
            run,
            Plain.html(waits.name()),
            Plain.html(waits.name()),
            Plain.span(waits.p50Nanos()),
            Plain.span(waits.p99Nanos()),
            Plain.span(waits.maxNanos()),
            from,
            to,
            y,
            y,
            from,
            y,
            to,
            y,
            to + 12,
            y + 4,
            label));
  }

  private double x(long nanos) {
    double bottom = Math.log((double) LEAST_NANOS);
    double part = (Math.log((double) Math.max(LEAST_NANOS, nanos)) - bottom) / (top - bottom);
    return LEFT + part * (WIDTH - LEFT - RIGHT - 60);
  }
}
