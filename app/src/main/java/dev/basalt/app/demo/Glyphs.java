package dev.basalt.app.demo;

import java.util.List;

/**
 * The characters that bars and curves are made of.
 *
 * @param levels a cell filled from the bottom, from empty to full
 * @param eighths a cell filled from the left, from empty to full
 * @param releasing a cell of room that ended pods still take
 * @param mark where a share ends, beyond what is held
 * @param markWithin the same, within what is held
 */
record Glyphs(String levels, String eighths, char releasing, char mark, char markWithin) {
  /** For terminals that show Unicode. */
  static final Glyphs UNICODE = new Glyphs(" ▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█", '░', '│', '┃');

  /** For all others. */
  static final Glyphs ASCII = new Glyphs(" .:-=+*#@", "  -----##", '.', '|', '|');

  /** A full cell of a bar. */
  char full() {
    return of(eighths, 1);
  }

  /** A character for a part of 1: the empty one only where there is nothing at all. */
  char level(double part) {
    return of(levels, part);
  }

  /**
   * One character for each value, the last ones that fit.
   *
   * @param cap values above count as this
   */
  String curve(List<Integer> values, double cap, int width) {
    List<Integer> shown = values.subList(Math.max(0, values.size() - width), values.size());
    int highest = shown.stream().mapToInt(Integer::intValue).max().orElse(0);
    double scale = Math.max(1, Math.min(highest, cap));
    StringBuilder curve = new StringBuilder();
    for (int value : shown) {
      curve.append(level(value / scale));
    }
    return curve.toString();
  }

  /**
   * A bar.
   *
   * @param held how much of the width is filled, 0 to 1
   * @param taken how much is filled or being released, 0 to 1
   * @param share where the mark stands, 0 to 1
   */
  String bar(double held, double taken, double share, int width) {
    StringBuilder bar = new StringBuilder();
    double cells = Math.clamp(held, 0, 1) * width;
    int at = (int) Math.min(width - 1, Math.round(Math.clamp(share, 0, 1) * width));
    for (int i = 0; i < width; i++) {
      double part = Math.clamp(cells - i, 0, 1);
      if (i == at) {
        bar.append(part < 1 ? mark : markWithin);
      } else if (part == 0 && i + 0.5 <= taken * width) {
        bar.append(releasing);
      } else {
        bar.append(of(eighths, Math.floor(part * 8) / 8));
      }
    }
    return bar.toString();
  }

  /** A bar of what is done, 0 to 1. */
  String progress(double done, int width) {
    StringBuilder bar = new StringBuilder();
    for (int i = 0; i < width; i++) {
      double part = Math.clamp(done * width - i, 0, 1);
      bar.append(part == 0 ? releasing : of(eighths, Math.floor(part * 8) / 8));
    }
    return bar.toString();
  }

  private static char of(String scale, double part) {
    int index = (int) Math.ceil(Math.clamp(part, 0, 1) * (scale.length() - 1));
    return scale.charAt(index);
  }
}
