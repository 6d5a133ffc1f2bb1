package dev.basalt.app.demo;

import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.core.resource.ResourceSchema;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** A line every two seconds, for files and pipes. */
final class PlainDisplay implements Display {
  private static final long PERIOD_MILLIS = 2000;

  private final PrintStream out;
  private final Map<String, JobSight> told = new HashMap<>();

  PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public long periodMillis() {
    return PERIOD_MILLIS;
  }

  @Override
  public void begin(String heading) {
    out.println(heading);
  }

  @Override
  public void show(Picture picture) {
    out.println(line(picture));
    WaitingJob job = picture.longestWaiting();
    if (job != null && job.minMember() > 1) {
      out.println("       waits: %s: %s".formatted(job.job(), job.message()));
    }
    for (JobSight sight : picture.jobs()) {
      if (!sight.phase().isEmpty() && !sight.equals(told.put(sight.name(), sight))) {
        out.println(
            "       job %s: %s, %d of %d; %s"
                .formatted(
                    sight.name(), sight.phase(), sight.done(), sight.total(), sight.words()));
      }
    }
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }

  private static String line(Picture picture) {
    Snapshot snapshot = picture.snapshot();
    PodCounts pods = snapshot.pods();
    StringBuilder shares = new StringBuilder();
    for (Snapshot.QueueState state : snapshot.queues()) {
      shares.append(
          " %s %s/%s"
              .formatted(
                  state.queue().name(),
                  Words.cores(state.allocated().get(ResourceSchema.CPU_NAME)),
                  Words.cores(state.deserved().get(ResourceSchema.CPU_NAME))));
    }
    int rate = snapshot.bindingRates().isEmpty() ? 0 : snapshot.bindingRates().getLast();
    return "%5s  pods: %s pending, %s running, %s done; %s bindings/s; cores held/share:%s"
        .formatted(
            Words.seconds(picture.elapsed()),
            Words.count(pods.pending()),
            Words.count(pods.starting() + pods.running()),
            Words.count(pods.ended()),
            Words.count(rate),
            shares);
  }
}
