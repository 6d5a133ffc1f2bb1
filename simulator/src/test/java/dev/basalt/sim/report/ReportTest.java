package dev.basalt.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.replay.Progress;
import dev.basalt.sim.replay.Replay;
import dev.basalt.sim.replay.ReplayResult;
import dev.basalt.sim.replay.ReplaySettings;
import dev.basalt.sim.replay.Sample;
import dev.basalt.sim.trace.NodeShape;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import dev.basalt.sim.trace.TraceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One small run, and what is told of it. */
class ReportTest {
  private static final Pattern LINE = Pattern.compile("<path class=\"line[^>]* d=\"([^\"]*)\"");

  private static ReplayResult result;
  private static ReplayResult other;

  @BeforeAll
  static void run() {
    result = run(SchedulerSetup.standard());
    other =
        run(
            SchedulerSetup.standard()
                .withConfiguration(
                    "actions: \"allocate\"\ntiers:\n- plugins:\n  - name: predicates\n"));
  }

  private static ReplayResult run(SchedulerSetup setup) {
    List<TraceJob> jobs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int size = 1 + i % 4;
      jobs.add(
          new TraceJob(
              "job-" + i,
              i % 3 == 0 ? "<b>" : "a",
              i % 2 == 0 ? "even" : "odd",
              Duration.ofMinutes(2L * i).toNanos(),
              size,
              i % 5 == 0 ? size : 1,
              PodShape.of(ResourceList.parse(Map.of("cpu", 1 + i % 2 + "", "memory", "3Gi"))),
              Duration.ofMinutes(7).toNanos(),
              0.2,
              0));
    }
    Trace trace =
        new Trace(
            "thirty jobs",
            new NodeShape("4", "16Gi", 110).nodes(2),
            List.of(
                new TraceQueue("a", 3, ResourceList.EMPTY),
                new TraceQueue("<b>", 1, ResourceList.EMPTY)),
            jobs,
            List.of());
    return new Replay(trace, ReplaySettings.standard(1, setup)).run(Progress.NONE);
  }

  @Test
  void meansAreThoseOfTheSamplesWhileWorkComesIn() {
    RunFigures figures = new RunFigures(result);
    double used = 0;
    double below = 0;
    double peak = 0;
    int count = 0;
    for (Sample sample : result.samples()) {
      peak = Math.max(peak, sample.used(0) / 8000.0);
      if (sample.nanos() <= result.submitNanos()) {
        count++;
        used += sample.used(0) / 8000.0;
        below += Math.max(0, sample.deserved(1, 0) - sample.held(1, 0)) / 8000.0;
      }
    }

    assertThat(count).isEqualTo(58);
    assertThat(figures.uses().getFirst().resource()).isEqualTo("cpu");
    assertThat(figures.uses().getFirst().mean()).isEqualTo(used / count, within(1e-9));
    assertThat(figures.uses().getFirst().peak()).isEqualTo(peak, within(1e-9));
    assertThat(figures.shares().get(1).below()).isEqualTo(below / count, within(1e-9));
    assertThat(figures.shares()).extracting(RunFigures.Share::weight).containsExactly(3, 1);
  }

  @Test
  void whatQueuesHoldAddsUpToWhatIsUsedAndNobodyDeservesMoreThanThereIs() {
    for (Sample sample : result.samples()) {
      assertThat(sample.held(0, 0) + sample.held(1, 0)).isEqualTo(sample.used(0));
      assertThat(sample.deserved(0, 0) + sample.deserved(1, 0)).isLessThanOrEqualTo(8000);
      assertThat(sample.unusable(0)).isLessThanOrEqualTo(8000 - sample.used(0));
    }
    assertThat(result.samples()).anyMatch(sample -> sample.unusable(0) > 0);
  }

  @Test
  void thePageHasEveryPlotWithAPointForEachSample() {
    String page = HtmlReport.of(report(new Run("standard", result)));

    assertThat(page)
        .contains("Wait by class", "Utilisation", "Queue a", "Fragmentation", "Gangs waiting")
        .contains("data-class=\"even\"", "data-class=\"odd\"");
    List<String> lines = lines(page);
    // Two resources twice, held and deserved of two queues, gangs, pods.
    assertThat(lines).hasSize(2 + 4 + 2 + 2);
    assertThat(lines).allMatch(line -> line.split("L", -1).length == result.samples().size());
    assertThat(page).doesNotContain("NaN", "Infinity");
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndEscapesNames() {
    String page = HtmlReport.of(report(new Run("<script>", result)));

    assertThat(page)
        .doesNotContain("src=", "href=", "@import", "url(", "<b> (weight", "Queue <b>")
        .contains("&lt;b&gt;", "prefers-color-scheme: dark");
    assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
  }

  @Test
  void twoRunsStandSideBySideInTextAndPageOnTheSameAxes() {
    Report both = report(new Run("standard", result), new Run("plain", other));

    List<String> text = TextReport.lines(both);
    assertThat(text).anyMatch(line -> line.matches(" +standard +plain"));
    assertThat(text).anyMatch(line -> line.matches("  pods +73 +73"));
    String page = HtmlReport.of(both);
    assertThat(lines(page)).hasSize(20);
    assertThat(page).contains("Gangs waiting, standard", "Gangs waiting, plain");
    assertThat(tops(page, "Pods waiting"))
        .hasSize(2)
        .containsOnly(tops(page, "Pods waiting").getFirst());
  }

  private static Report report(Run... runs) {
    return new Report("thirty jobs", 2, 1, Duration.ofHours(1).toNanos(), List.of(), List.of(runs));
  }

  private static List<String> lines(String page) {
    return LINE.matcher(page).results().map(match -> match.group(1)).toList();
  }

  /** The upper ends of the axes of charts whose title begins so. */
  private static List<String> tops(String page, String title) {
    Matcher matcher =
        Pattern.compile("aria-label=\"" + title + "[^>]*data-top=\"([^\"]*)\"").matcher(page);
    return matcher.results().map(match -> match.group(1)).toList();
  }
}
