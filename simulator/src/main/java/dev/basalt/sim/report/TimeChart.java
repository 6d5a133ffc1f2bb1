package dev.basalt.sim.report;

import java.util.List;
import java.util.Locale;

/**
 * Lines over time as an inline SVG. Colours and fonts come from the page's style sheet; the page's
 * script reads values off the paths.
 */
final class TimeChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 220;
  private static final int LEFT = 48;
  private static final int RIGHT = 12;
  private static final int ABOVE = 12;
  private static final int BELOW = 26;
  private static final int Y_STEPS = 4;

  /** A style sheet has colours for so many kinds. */
  static final int KINDS = 6;

  /** A line. */
  static final class Line {
    private final String name;
    private final int kind;
    private final Style style;
    private final double[] values;

    /**
     * Draws nothing yet.
     *
     * @param kind from 0: its colour
     * @param values one for each time
     */
    Line(String name, int kind, Style style, double[] values) {
      this.name = name;
      this.kind = kind % KINDS;
      this.style = style;
      this.values = values;
    }
  }

  /** How a line is drawn. */
  enum Style {
    SOLID,
    DASHED,
    FILLED
  }

  private final String title;
  private final String unit;
  private final double[] hours;
  private final double top;
  private final List<Line> lines;

  /**
   * Makes a chart.
   *
   * @param title what it shows
   * @param unit of the values: {@code %}, or empty for counts
   * @param hours when each value is, hours from the trace's start
   * @param top the largest value of the axis, above 0
   */
  TimeChart(String title, String unit, double[] hours, double top, List<Line> lines) {
    this.title = title;
    this.unit = unit;
    this.hours = hours;
    this.top = top;
    this.lines = lines;
  }

  /** The same with the name of a run in its title. */
  TimeChart of(String run) {
    return new TimeChart(title + ", " + run, unit, hours, top, lines);
  }

  /** The chart with its heading and legend. */
  String html() {
    StringBuilder html = new StringBuilder();
    html.append("<figure class=\"chart\"><figcaption>").append(Plain.html(title));
    html.append("<span class=\"legend\">");
    for (Line line : lines) {
      html.append(
          String.format(
              Locale.ROOT,
              "<span class=\"key k%d %s\">%s</span>",
              line.kind,
              line.style.name().toLowerCase(Locale.ROOT),
              Plain.html(line.name)));
    }
    html.append("</span></figcaption>");
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" data-left=\"%d\""
                + " data-right=\"%d\" data-above=\"%d\" data-base=\"%d\" data-top=\"%s\""
                + " data-from=\"%s\" data-to=\"%s\" data-unit=\"%s\">",
            WIDTH,
            HEIGHT,
            Plain.html(title),
            LEFT,
            WIDTH - RIGHT,
            ABOVE,
            HEIGHT - BELOW,
            number(top),
            number(from()),
            number(to()),
            unit));
    grid(html);
    lines.forEach(line -> path(html, line));
    return html.append("</svg></figure>\n").toString();
  }

  private double from() {
    return hours.length == 0 ? 0 : hours[0];
  }

  private double to() {
    return hours.length == 0 ? 1 : Math.max(hours[hours.length - 1], from() + 1e-6);
  }

  private void grid(StringBuilder svg) {
    for (int step = 0; step <= Y_STEPS; step++) {
      double value = top * step / Y_STEPS;
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"y\" x=\"%d\" y=\"%.1f\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y(value),
              y(value),
              LEFT - 6,
              y(value) + 4,
              label(value)));
    }
    double step = hourStep();
    for (double hour = Math.ceil(from() / step) * step; hour <= to(); hour += step) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"x\" x=\"%.1f\" y=\"%d\">%s</text>",
              x(hour),
              HEIGHT - 8,
              step >= 24 ? "day " + Math.round(hour / 24) : Math.round(hour) + " h"));
    }
  }

  /** A few marks, on whole hours or days. */
  private double hourStep() {
    for (int step : new int[] {1, 2, 3, 6, 12, 24, 48, 7 * 24, 14 * 24}) {
      if ((to() - from()) / step <= 10) {
        return step;
      }
    }
    return 28 * 24;
  }

  private void path(StringBuilder svg, Line line) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < hours.length; i++) {
      points
          .append(i == 0 ? "M" : "L")
          .append(number(x(hours[i])))
          .append(' ')
          .append(number(y(line.values[i])));
    }
    String kind = "k" + line.kind;
    if (line.style == Style.FILLED && hours.length > 0) {
      svg.append("<path class=\"area ").append(kind).append("\" d=\"").append(points);
      svg.append('L').append(number(x(to()))).append(' ').append(HEIGHT - BELOW);
      svg.append('L').append(LEFT).append(' ').append(HEIGHT - BELOW).append("Z\"/>");
    }
    svg.append("<path class=\"line ").append(kind);
    svg.append(line.style == Style.DASHED ? " dashed" : "");
    svg.append("\" data-name=\"").append(Plain.html(line.name));
    svg.append("\" d=\"").append(points).append("\"/>");
  }

  private double x(double hour) {
    return LEFT + (hour - from()) / (to() - from()) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BELOW - value / top * (HEIGHT - ABOVE - BELOW);
  }

  private String label(double value) {
    return unit.isEmpty() ? compact(value) : compact(value) + " " + unit;
  }

  private static String compact(double value) {
    return value >= 10 || value == Math.rint(value)
        ? Plain.count(Math.round(value))
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
