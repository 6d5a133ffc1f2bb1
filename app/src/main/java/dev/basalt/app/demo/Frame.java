package dev.basalt.app.demo;

import dev.basalt.app.demo.Snapshot.Broken;
import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.app.demo.Snapshot.QueueState;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Draws pictures as lines of a terminal; a pure function of picture and size. */
final class Frame {
  private static final String CPU = ResourceSchema.CPU_NAME;
  private static final String MEMORY = ResourceSchema.MEMORY_NAME;
  private static final int LABEL = 13;
  private static final int WIDEST = 120;
  private static final int NODE_ROWS = 4;
  private static final int REASON_ROWS = 3;

  /** Lines of a picture without jobs. */
  private static final int LINES = 22;

  /** Columns of a job's name, its bar and its phase. */
  private static final int JOB_NAME = 10;

  private static final int JOB_BAR = 10;
  private static final int JOB_PHASE = 11;

  /** Room at the right end of bars, so that the longest one is seen to end. */
  private static final double SCALE = 0.94;

  /**
   * The curve of bindings is cut off at so many times the mean, or the first burst flattens all.
   */
  private static final double CURVE_CAP = 2.5;

  /** Columns right of the bar: cores, pods by three states. */
  private static final int NUMBERS = 40;

  private static final Map<String, Style> QUEUE_STYLES =
      Map.of(
          DemoQueue.RESEARCH, Style.CYAN,
          DemoQueue.PRODUCTION, Style.GREEN,
          DemoQueue.ADHOC, Style.YELLOW);

  private final Glyphs glyphs;
  private final boolean coloured;

  Frame(Glyphs glyphs, boolean coloured) {
    this.glyphs = glyphs;
    this.coloured = coloured;
  }

  /**
   * Draws a picture.
   *
   * @param columns the terminal's width; lines are narrower
   * @param rows the terminal's height; there are fewer lines
   */
  List<String> lines(Picture picture, int columns, int rows) {
    int width = Math.min(WIDEST, columns - 1);
    List<Line> lines = new ArrayList<>();
    heading(picture, width, lines);
    queues(picture.snapshot(), width, lines);
    lines.add(line(width));
    bindings(picture.snapshot(), width, lines);
    lines.add(line(width));
    // Jobs take their lines from the nodes, then from reasons, where the terminal is low.
    int jobRows = picture.jobs().isEmpty() ? 0 : picture.jobs().size() + 1;
    int missing = Math.clamp(LINES + jobRows - (rows - 1), 0, jobRows);
    int nodeRows = Math.max(1, NODE_ROWS - missing);
    int reasonRows = Math.max(1, REASON_ROWS - (missing - (NODE_ROWS - nodeRows)));
    jobs(picture.jobs(), width, lines);
    nodes(picture.snapshot(), nodeRows, width, lines);
    lines.add(line(width));
    waiting(picture, reasonRows, width, lines);
    checks(picture.snapshot().broken(), width, lines);
    return lines.stream().map(Line::toString).limit(Math.max(1, rows - 1)).toList();
  }

  private void heading(Picture picture, int width, List<Line> lines) {
    String time =
        Words.seconds(picture.elapsed()) + " of " + Words.seconds(picture.duration()) + " of work";
    if (picture.phase() == Picture.Phase.DRAINING) {
      time = Words.seconds(picture.elapsed()) + ", " + picture.phase().words();
    }
    lines.add(
        line(width)
            .add(Style.BOLD, "basalt demo")
            .add("  " + picture.where())
            .add(", " + Words.count(picture.snapshot().nodes().size(), "node"))
            .right(width, Style.DIM, time));
    lines.add(line(width));
  }

  private void queues(Snapshot snapshot, int width, List<Line> lines) {
    int bar = Math.max(8, width - LABEL - NUMBERS);
    String legend =
        "cores %s held %s ended %s share"
            .formatted(glyphs.full(), glyphs.releasing(), glyphs.mark());
    lines.add(
        line(width)
            .add(Style.DIM, "queue weight")
            .to(LABEL)
            .add(Style.DIM, legend.substring(0, Math.min(legend.length(), bar + 3)))
            .right(LABEL + bar + 14, Style.DIM, "held/share")
            .right(LABEL + bar + 23, Style.DIM, "pending")
            .right(LABEL + bar + 31, Style.DIM, "running")
            .right(LABEL + bar + 39, Style.DIM, "done"));
    long widest = 1;
    for (QueueState queue : snapshot.queues()) {
      widest = Math.max(widest, Math.max(cpu(queue.deserved()), cpu(queue.allocated())));
    }
    for (QueueState state : snapshot.queues()) {
      long held = cpu(state.allocated());
      long share = cpu(state.deserved());
      Style style = QUEUE_STYLES.getOrDefault(state.queue().name(), Style.PLAIN);
      Line line =
          line(width)
              .add(style, state.queue().name())
              .add(Style.DIM, " " + state.queue().weight())
              .to(LABEL)
              .add(
                  style,
                  glyphs.bar(
                      SCALE * held / widest,
                      SCALE * (held + state.releasingCpuMillis()) / widest,
                      SCALE * share / widest,
                      bar));
      numbers(line, LABEL + bar, Words.cores(held) + "/" + Words.cores(share), state.pods());
      lines.add(line);
    }
    Line all = line(width).add(Style.DIM, "all");
    String used = Words.cores(cpu(snapshot.used())) + "/" + Words.cores(cpu(snapshot.capacity()));
    numbers(all, LABEL + bar, used, snapshot.pods());
    lines.add(all);
  }

  private static void numbers(Line line, int column, String cores, PodCounts pods) {
    line.right(column + 14, Style.PLAIN, cores)
        .right(column + 23, Style.PLAIN, Words.count(pods.pending()))
        .right(column + 31, Style.PLAIN, Words.count(pods.starting() + pods.running()))
        .right(column + 39, Style.PLAIN, Words.count(pods.ended()));
  }

  private void bindings(Snapshot snapshot, int width, List<Line> lines) {
    List<Integer> rates = snapshot.bindingRates();
    int now = rates.isEmpty() ? 0 : rates.getLast();
    lines.add(
        line(width)
            .add(Style.DIM, "bindings/s")
            .to(LABEL)
            .add(
                "%6s now %7s mean %7s peak  "
                    .formatted(
                        Words.count(now),
                        Words.count(Math.round(snapshot.meanRate())),
                        Words.count(snapshot.peakRate())))
            .add(
                Style.CYAN,
                glyphs.curve(
                    rates, CURVE_CAP * snapshot.meanRate(), Math.max(0, width - LABEL - 36))));
    lines.add(
        line(width)
            .add(Style.DIM, "latency")
            .to(LABEL)
            .add("p50 " + Words.latency(snapshot.p50Nanos()))
            .add(", p99 " + Words.latency(snapshot.p99Nanos()))
            .add(Style.DIM, " from creation to binding"));
  }

  private void jobs(List<JobSight> jobs, int width, List<Line> lines) {
    for (int i = 0; i < jobs.size(); i++) {
      JobSight job = jobs.get(i);
      Line line = line(width).add(Style.DIM, i == 0 ? "jobs" : "").to(LABEL);
      double done = (double) job.done() / Math.max(1, job.total());
      Style style = job.wellEnded() ? Style.GREEN : job.ended() ? Style.RED : Style.CYAN;
      line.add(Style.BOLD, job.name())
          .to(LABEL + JOB_NAME)
          .add(style, glyphs.progress(done, JOB_BAR))
          .to(LABEL + JOB_NAME + JOB_BAR + 1)
          .add(style, job.phase().isEmpty() ? "to come" : job.phase())
          .to(LABEL + JOB_NAME + JOB_BAR + 1 + JOB_PHASE)
          .add("%d/%d ".formatted(job.done(), job.total()))
          .add(Style.DIM, job.words());
      lines.add(line);
    }
    if (!jobs.isEmpty()) {
      lines.add(line(width));
    }
  }

  private void nodes(Snapshot snapshot, int rows, int width, List<Line> lines) {
    List<Double> nodes = snapshot.nodes();
    int cells = Math.max(1, (width - LABEL) * rows);
    int each = Math.max(1, (nodes.size() + cells - 1) / cells);
    int shown = (nodes.size() + each - 1) / each;
    int perRow = Math.max(1, (shown + rows - 1) / rows);
    lines.add(
        line(width)
            .add(Style.DIM, "nodes")
            .to(LABEL)
            .add("cpu " + Words.percent(part(snapshot, CPU)))
            .add(", memory " + Words.percent(part(snapshot, MEMORY)) + " held")
            .add(Style.DIM, each == 1 ? "; one mark a node" : "; one mark for " + each + " nodes"));
    for (int row = 0; row < rows; row++) {
      StringBuilder marks = new StringBuilder();
      for (int cell = row * perRow; cell < Math.min(shown, (row + 1) * perRow); cell++) {
        List<Double> group = nodes.subList(cell * each, Math.min(nodes.size(), (cell + 1) * each));
        double mean = group.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        marks.append(glyphs.level(mean));
      }
      lines.add(line(width).add(" ".repeat(LABEL)).add(Style.GREEN, marks.toString()));
    }
  }

  private void waiting(Picture picture, int rows, int width, List<Line> lines) {
    Line line = line(width).add(Style.DIM, "waiting").to(LABEL);
    lines.add(line);
    WaitingJob job = picture.longestWaiting();
    if (job == null) {
      line.add("nothing");
      for (int row = 0; row < rows; row++) {
        lines.add(line(width));
      }
      return;
    }
    boolean gang = job.minMember() > 1;
    Duration since = Duration.ofMillis(Math.max(0, picture.epochMillis() - job.createdMillis()));
    line.add(Words.count(picture.snapshot().gangsWaiting().size(), "gang"))
        .add("; longest " + Words.seconds(since) + ": ")
        .add(Style.BOLD, job.job().substring(job.job().indexOf('/') + 1))
        .add(" in " + job.queue() + ", ")
        .add(gang ? "all " + job.minMember() + " or none" : Words.count(job.pending(), "pod"));
    List<String> reason =
        Words.wrap(job.reason().code() + ": " + job.message(), width - LABEL, rows);
    for (int row = 0; row < rows; row++) {
      lines.add(line(width).add(" ".repeat(LABEL)).add(row < reason.size() ? reason.get(row) : ""));
    }
  }

  private void checks(Broken broken, int width, List<Line> lines) {
    lines.add(
        line(width)
            .add(Style.DIM, "checks")
            .to(LABEL)
            .add(verdict(broken.gangsPartial()), Words.count(broken.gangsPartial(), "gang"))
            .add(" in part, ")
            .add(verdict(broken.nodeOvercommits()), Words.count(broken.nodeOvercommits()))
            .add(" nodes overcommitted, ")
            .add(verdict(broken.outOfRejections()), Words.count(broken.outOfRejections()))
            .add(" pods turned away"));
  }

  private static Style verdict(int broken) {
    return broken == 0 ? Style.GREEN : Style.RED;
  }

  private static double part(Snapshot snapshot, String resource) {
    return (double) snapshot.used().get(resource) / Math.max(1, snapshot.capacity().get(resource));
  }

  private static long cpu(ResourceList amounts) {
    return amounts.get(CPU);
  }

  private Line line(int width) {
    return new Line(width, coloured);
  }
}
