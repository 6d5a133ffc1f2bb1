package dev.basalt.sim.replay;

import dev.basalt.core.event.PodShape;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes samples of a run. */
final class Sampler {
  /** Shapes that come less often than this many others do not count for fragmentation. */
  private static final int TYPICAL_SHAPES = 24;

  private record Typical(PodShape shape, double part) {}

  private final JobBook jobs;
  private final RoomBook room;
  private final List<Typical> typical;
  private final List<Sample> samples = new ArrayList<>();

  Sampler(Trace trace, JobBook jobs, RoomBook room) {
    this.jobs = jobs;
    this.room = room;
    typical = typical(trace);
  }

  List<Sample> samples() {
    return samples;
  }

  Sample take(long nanos) {
    Sample sample =
        new Sample(
            nanos,
            room.used(),
            unusable(),
            room.held(),
            room.deserved(),
            jobs.gangsWaiting(),
            jobs.podsWaiting());
    samples.add(sample);
    return sample;
  }

  private long[] unusable() {
    double[] mean = new double[room.resources().size()];
    for (Typical each : typical) {
      long[] unusable = room.unusable(each.shape());
      for (int resource = 0; resource < mean.length; resource++) {
        mean[resource] += each.part() * unusable[resource];
      }
    }
    long[] rounded = new long[mean.length];
    for (int resource = 0; resource < mean.length; resource++) {
      rounded[resource] = Math.round(mean[resource]);
    }
    return rounded;
  }

  private static List<Typical> typical(Trace trace) {
    Map<PodShape, Long> counts = new HashMap<>();
    for (TraceJob job : trace.jobs()) {
      counts.merge(job.shape(), (long) job.pods(), Long::sum);
    }
    List<Map.Entry<PodShape, Long>> often =
        counts.entrySet().stream()
            .sorted(Map.Entry.<PodShape, Long>comparingByValue().reversed())
            .limit(TYPICAL_SHAPES)
            .toList();
    double pods = often.stream().mapToLong(Map.Entry::getValue).sum();
    return often.stream()
        .map(entry -> new Typical(entry.getKey(), entry.getValue() / pods))
        .toList();
  }
}
