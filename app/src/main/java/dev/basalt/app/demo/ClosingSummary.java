package dev.basalt.app.demo;

import dev.basalt.app.demo.ShareAverages.QueueShare;
import dev.basalt.app.demo.Snapshot.Broken;
import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.List;

/** What is said at the end of a run. */
final class ClosingSummary {
  private final DemoRun.Outcome outcome;

  ClosingSummary(DemoRun.Outcome outcome) {
    this.outcome = outcome;
  }

  List<String> lines() {
    Snapshot last = outcome.last();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s in %s (%s) over %s: %s bound."
            .formatted(
                Words.count(last.created(), "pod"),
                Words.count(outcome.batches(), "group"),
                Words.count(outcome.gangs(), "gang"),
                Words.seconds(outcome.took()),
                last.bound() == last.created() ? "every one" : Words.count(last.bound())));
    rest(last.pods(), lines);
    if (outcome.batches() < outcome.planned()) {
      lines.add(
          "  left out   %s of the plan: the API server took pods too slowly"
              .formatted(Words.count(outcome.planned() - outcome.batches(), "group")));
    }
    lines.add(
        "  bindings   %s a second on average, %s in the best half second"
            .formatted(Words.count(Math.round(last.meanRate())), Words.count(last.peakRate())));
    lines.add(
        "  latency    p50 %s, p99 %s from creation to binding, waiting for room included"
            .formatted(Words.latency(last.p50Nanos()), Words.latency(last.p99Nanos())));
    jobs(lines);
    shares(lines);
    checks(last.broken(), lines);
    return lines;
  }

  private static void rest(PodCounts pods, List<String> lines) {
    if (!pods.allEnded()) {
      lines.add(
          "  unfinished %s still waited and %s still ran at the end"
              .formatted(
                  Words.count(pods.pending(), "pod"),
                  Words.count(pods.starting() + pods.running(), "pod")));
    }
    if (pods.failed() > 0) {
      lines.add("  failed     %s".formatted(Words.count(pods.failed(), "pod")));
    }
  }

  private void jobs(List<String> lines) {
    for (JobSight job : outcome.jobs()) {
      lines.add(
          "  job        %-10s %s"
              .formatted(
                  job.name(),
                  job.wellEnded()
                      ? "ok: " + job.phase() + "; " + job.words()
                      : "BROKEN: %s, %d of %d done; %s"
                          .formatted(job.phase(), job.done(), job.total(), job.words())));
    }
  }

  private void shares(List<String> lines) {
    lines.add("  shares     queue      weight  cores held  just ended  deserved");
    for (QueueShare share : outcome.shares()) {
      lines.add(
          "             %-10s %6d %11s %11s %9s"
              .formatted(
                  share.queue().name(),
                  share.queue().weight(),
                  Words.cores(share.allocated().get(ResourceSchema.CPU_NAME)),
                  Words.cores(share.releasingCpuMillis()),
                  Words.cores(share.deserved().get(ResourceSchema.CPU_NAME))));
    }
    lines.add(
        "             (means over the second half of the time in which work came in; room of");
    lines.add(
        "             pods that just ended is given out after %s, when nodes have let go of it)"
            .formatted(Words.seconds(ClusterLedger.RELEASE_DELAY)));
  }

  private static void checks(Broken broken, List<String> lines) {
    lines.add(
        check(
            "gangs",
            broken.gangsPartial(),
            "every gang started whole",
            "%s held room for more than %s without all of its pods"
                .formatted(
                    Words.count(broken.gangsPartial(), "gang"),
                    Words.seconds(ClusterLedger.GANG_PATIENCE))));
    lines.add(
        check(
            "nodes",
            broken.nodeOvercommits(),
            "no node was ever given more than it can hold",
            Words.count(broken.nodeOvercommits(), "binding")
                + " gave a node more than it can hold"));
    lines.add(
        check(
            "rejections",
            broken.outOfRejections(),
            "no node turned a pod away",
            Words.count(broken.outOfRejections(), "pod") + " turned away by a node"));
    broken.details().forEach(detail -> lines.add("             " + detail));
  }

  private static String check(String what, int broken, String fine, String wrong) {
    return "  %-10s %s".formatted(what, broken == 0 ? "ok: " + fine : "BROKEN: " + wrong);
  }
}
