package dev.basalt.sim.report;

import java.util.List;

/**
 * Runs of one input.
 *
 * @param title what the input is
 * @param nodes how many nodes
 * @param seed the seed of latencies and lengths
 * @param patienceNanos how long a job may wait before it can count as starved
 * @param notices what a reader should know about the input
 * @param runs one, or two to compare
 */
public record Report(
    String title, int nodes, long seed, long patienceNanos, List<String> notices, List<Run> runs) {
  public Report {
    notices = List.copyOf(notices);
    runs = List.copyOf(runs);
  }
}
