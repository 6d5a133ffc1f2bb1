package dev.basalt.sim.report;

import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.sim.replay.ReplayResult;
import dev.basalt.sim.replay.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Figures drawn from a run's samples. Means are over the samples from the trace's start to its last
 * submission, so that a long end with little to do does not thin them.
 */
public final class RunFigures {
  /** What a resource was used for. Parts are of what all nodes have, 0 to 1. */
  public record Use(String resource, double mean, double peak, double meanUnusable) {}

  /**
   * What a queue had of the {@link #mainResource}. Parts are of what all nodes have, 0 to 1.
   *
   * @param below mean of how far it was below what it deserved
   */
  public record Share(String queue, int weight, double deserved, double held, double below) {}

  private final ReplayResult result;
  private final List<Sample> working;

  public RunFigures(ReplayResult result) {
    this.result = result;
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : result.samples()) {
      if (samples.isEmpty() || sample.nanos() <= result.submitNanos()) {
        samples.add(sample);
      }
    }
    working = List.copyOf(samples);
  }

  /** The number of the resource that shares are told in: the GPUs where there are any, else cpu. */
  public int mainResource() {
    for (int resource = 0; resource < result.resources().size(); resource++) {
      if (result.resources().get(resource).contains("gpu") && result.total().get(resource) > 0) {
        return resource;
      }
    }
    return ResourceSchema.CPU;
  }

  /** Every resource that nodes have, but for pod slots. */
  public List<Use> uses() {
    List<Use> uses = new ArrayList<>();
    for (int resource : resources()) {
      double total = result.total().get(resource);
      uses.add(
          new Use(
              result.resources().get(resource),
              mean(sample -> sample.used(resource)) / total,
              max(sample -> sample.used(resource)) / total,
              mean(sample -> sample.unusable(resource)) / total));
    }
    return uses;
  }

  /** Numbers of the resources that nodes have, but for pod slots. */
  public List<Integer> resources() {
    List<Integer> resources = new ArrayList<>();
    for (int resource = 0; resource < result.resources().size(); resource++) {
      if (resource != ResourceSchema.PODS && result.total().get(resource) > 0) {
        resources.add(resource);
      }
    }
    return resources;
  }

  /** Every queue, in the order of the trace. */
  public List<Share> shares() {
    int resource = mainResource();
    double total = result.total().get(resource);
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < result.queues().size(); i++) {
      int queue = i;
      shares.add(
          new Share(
              result.queues().get(queue).name(),
              result.queues().get(queue).weight(),
              mean(sample -> sample.deserved(queue, resource)) / total,
              mean(sample -> sample.held(queue, resource)) / total,
              mean(sample ->
                  Math.max(0, sample.deserved(queue, resource) - sample.held(queue, resource)))
                  / total));
    }
    return shares;
  }

  /** The mean of how many gangs waited. */
  public double meanGangsWaiting() {
    return mean(Sample::gangsWaiting);
  }

  /** The most gangs that waited at a time. */
  public long mostGangsWaiting() {
    return max(Sample::gangsWaiting);
  }

  /** The most pods that waited at a time. */
  public long mostPodsWaiting() {
    return max(Sample::podsWaiting);
  }

  private double mean(ToLongFunction<Sample> of) {
    return working.stream().mapToLong(of).average().orElse(0);
  }

  private long max(ToLongFunction<Sample> of) {
    return result.samples().stream().mapToLong(of).max().orElse(0);
  }
}
