package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.demo.Snapshot.Broken;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameTest {
  private static final Broken NOTHING = new Broken(0, 0, 0, List.of());

  @Test
  void fitsASmallTerminal() {
    assertThat(drawn(Glyphs.UNICODE, Pictured.picture(NOTHING, Pictured.waitingGang())))
        .isEqualTo(
            """
            basalt demo  simulated cluster in this process, 200 nodes  12 s of 30 s of work

            queue weight cores █ held ░ ended │ share  held/share  pending running    done
            research 3   █████████████████████▍░ │    1,400/1,600      400     533     667
            production 2 ████████████████│            1,067/1,067      400     533     667
            adhoc 1      ██████▎ │                        413/533      400     533     667
            all                                       2,880/3,200    1,200   1,600   2,000

            bindings/s      212 now     212 mean   1,800 peak  █ ▁▂▄▄▄
            latency      p50 312 ms, p99 2.4 s from creation to binding

            nodes        cpu 90 %, memory 45 % held; one mark a node
                          ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂
                         ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
                         ▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
                         ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇█████████████████████████

            waiting      2 gangs; longest 7 s: train-024 in research, all 64 or none
                         NotEnoughResources: 0 of 64 pods are placed, 10 more would fit;
                         for 54 more: 0 of 54 pods would fit; short of 103 cpu: 108 cpu
                         needed, 5 cpu free (of 200 nodes: 200 insufficient cpu)
            checks       0 gangs in part, 0 nodes overcommitted, 0 pods turned away
            """);
  }

  @Test
  void jobsTakeTheLinesOfNodesWhereTheTerminalIsLow() {
    Picture picture =
        Pictured.picture(
            NOTHING,
            List.of(
                new JobSight("pipeline", "Running", 5, 12, "a gang"),
                new JobSight("by-day", "", 0, 10, ""),
                new JobSight("nightly", "Pending", 0, 3, "a flow"),
                new JobSight("hungry", "Completed", 4, 4, "limit 64Mi, 128Mi")),
            Pictured.waitingGang());
    assertThat(drawn(Glyphs.UNICODE, picture).lines().skip(10).limit(9))
        .containsExactly(
            "",
            "jobs         pipeline  ████▏░░░░░ Running    5/12 a gang",
            "             by-day    ░░░░░░░░░░ to come    0/10",
            "             nightly   ░░░░░░░░░░ Pending    0/3 a flow",
            "             hungry    ██████████ Completed  4/4 limit 64Mi, 128Mi",
            "",
            "nodes        cpu 90 %, memory 45 % held; one mark for 4 nodes",
            "             ▁▁▁▁▁▁▂▂▂▂▂▂▂▃▃▃▃▃▃▄▄▄▄▄▄▅▅▅▅▅▅▆▆▆▆▆▆▇▇▇▇▇▇▇██████",
            "");
    assertThat(drawn(Glyphs.UNICODE, picture)).endsWith(" pods turned away\n");
    assertThat(new Frame(Glyphs.UNICODE, false).lines(picture, 80, 24)).hasSizeLessThan(24);
  }

  @Test
  void needsNoUnicode() {
    assertThat(drawn(Glyphs.ASCII, Pictured.picture(NOTHING, Pictured.waitingGang())))
        .isEqualTo(
            """
            basalt demo  simulated cluster in this process, 200 nodes  12 s of 30 s of work

            queue weight cores # held . ended | share  held/share  pending running    done
            research 3   #####################-. |    1,400/1,600      400     533     667
            production 2 ################|            1,067/1,067      400     533     667
            adhoc 1      ######- |                        413/533      400     533     667
            all                                       2,880/3,200    1,200   1,600   2,000

            bindings/s      212 now     212 mean   1,800 peak  @ .:===
            latency      p50 312 ms, p99 2.4 s from creation to binding

            nodes        cpu 90 %, memory 45 % held; one mark a node
                          ........................:::::::::::::::::::::::::
                         -------------------------=========================
                         +++++++++++++++++++++++++*************************
                         #########################@@@@@@@@@@@@@@@@@@@@@@@@@

            waiting      2 gangs; longest 7 s: train-024 in research, all 64 or none
                         NotEnoughResources: 0 of 64 pods are placed, 10 more would fit;
                         for 54 more: 0 of 54 pods would fit; short of 103 cpu: 108 cpu
                         needed, 5 cpu free (of 200 nodes: 200 insufficient cpu)
            checks       0 gangs in part, 0 nodes overcommitted, 0 pods turned away
            """);
  }

  @ParameterizedTest
  @CsvSource({"20, 5", "60, 24", "80, 24", "132, 50", "300, 80"})
  void staysInsideTheTerminal(int columns, int rows) {
    List<String> lines =
        new Frame(Glyphs.UNICODE, false)
            .lines(Pictured.picture(NOTHING, Pictured.waitingGang()), columns, rows);

    assertThat(lines).hasSizeLessThan(rows).allMatch(line -> line.length() < columns);
  }

  @Test
  void hasTheSameHeightWhetherOrNotSomethingWaits() {
    Frame frame = new Frame(Glyphs.UNICODE, false);

    assertThat(frame.lines(Pictured.picture(NOTHING), 80, 24))
        .hasSameSizeAs(frame.lines(Pictured.picture(NOTHING, Pictured.waitingGang()), 80, 24))
        .anyMatch(line -> line.startsWith("waiting") && line.endsWith("nothing"));
  }

  @Test
  void coloursWhatIsBroken() {
    Picture picture = Pictured.picture(new Broken(1, 0, 0, List.of()));

    assertThat(new Frame(Glyphs.UNICODE, true).lines(picture, 80, 24).getLast())
        .contains("\u001b[31m1 gang\u001b[0m", "\u001b[32m0\u001b[0m nodes overcommitted");
  }

  private static String drawn(Glyphs glyphs, Picture picture) {
    return new Frame(glyphs, false)
        .lines(picture, 80, 24).stream()
            .map(line -> line.stripTrailing() + "\n")
            .collect(Collectors.joining());
  }
}
