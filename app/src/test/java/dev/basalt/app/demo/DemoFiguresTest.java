package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DemoFiguresTest {
  @Test
  void writesEveryFigureUnderItsKey() {
    assertThat(new DemoFigures("embedded", Pictured.OUTCOME).json())
        .isEqualTo(
            """
            {
              "cluster" : "embedded",
              "pods" : 4321,
              "bound" : 3000,
              "gangs_partial" : 1,
              "node_overcommits" : 2,
              "outof_rejections" : 3,
              "bindings_per_second" : 212.4,
              "p50_ms" : 312.0,
              "p99_ms" : 2400.0,
              "queues" : [ {
                "name" : "research",
                "weight" : 3,
                "deserved" : {
                  "cpu" : 1600.0,
                  "memory" : 1717986918400
                },
                "allocated" : {
                  "cpu" : 1500.5,
                  "memory" : 1611149606912
                }
              } ],
              "jobs" : [ {
                "name" : "pipeline",
                "phase" : "Completed",
                "done" : 12,
                "total" : 12
              }, {
                "name" : "by-day",
                "phase" : "Failed",
                "done" : 3,
                "total" : 10
              } ]
            }
            """);
  }

  @Test
  void saysWhatIsBrokenInPlainWords() {
    assertThat(new ClosingSummary(Pictured.OUTCOME).lines())
        .contains(
            "4,321 pods in 150 groups (90 gangs) over 42 s: 3,000 bound.",
            "  left out   10 groups of the plan: the API server took pods too slowly",
            "  job        pipeline   ok: Completed; a gang; train depends on load",
            "  job        by-day     BROKEN: Failed, 3 of 10 done; a pod a day",
            "  gangs      BROKEN: 1 gang held room for more than 5 s without all of its pods",
            "  nodes      BROKEN: 2 bindings gave a node more than it can hold",
            "  rejections BROKEN: 3 pods turned away by a node",
            "             node n1 holds 17 of 16 cpu")
        .allMatch(line -> line.length() < 90);
  }
}
