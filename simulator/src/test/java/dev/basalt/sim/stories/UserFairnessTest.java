package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the users of one queue get in an hour of full demand. */
class UserFairnessTest {
  private static final int CPUS = 120;
  private static final Duration HOUR = Duration.ofHours(1);
  private final UsedTime used = new UsedTime();

  /** CPU time by namespace, from the moment that a pod is bound until it has ended. */
  private static final class UsedTime implements ClusterObserver {
    private final Map<String, Double> cpuSeconds = new TreeMap<>();
    private final Map<SimulatedPod, Long> boundNanos = new HashMap<>();
    private Story story = Story.standard();

    @Override
    public void podBound(SimulatedPod pod) {
      boundNanos.put(pod, story.simulation.time().nanos());
    }

    @Override
    public void podEnded(SimulatedPod pod) {
      Long since = boundNanos.remove(pod);
      if (since != null) {
        add(cpuSeconds, pod, since);
      }
    }

    private void add(Map<String, Double> sums, SimulatedPod pod, long since) {
      double seconds = (story.simulation.time().nanos() - since) / 1e9;
      double cpus = pod.requests().get("cpu") / 1000.0;
      sums.merge(pod.origin().namespace(), cpus * seconds, Double::sum);
    }

    /** Pods that still run included. */
    double of(String user) {
      Map<String, Double> sums = new HashMap<>(cpuSeconds);
      boundNanos.forEach((pod, since) -> add(sums, pod, since));
      return sums.getOrDefault(user, 0.0);
    }
  }

  /** What is shipped, with an option of fairshare. */
  private static String fairshare(String option) {
    return SchedulerConfiguration.STANDARD.replace(
        "- name: fairshare\n", "- {name: fairshare, " + option + "}\n");
  }

  private Story story(String configuration) {
    Story story =
        new Story(
            ClusterSettings.standard(1),
            SchedulerSetup.standard().withConfiguration(configuration));
    story.cluster.addNodes(CPUS / 8, "8", "64Gi");
    used.story = story;
    story.cluster.observe(used);
    return story;
  }

  /** So many jobs that ask for so many CPU minutes in sum as the cluster has in 80 minutes. */
  private static void backlog(Story story, String user, int jobs, int minutes, String cpus) {
    int pods = (int) Math.ceil(CPUS * 80.0 / minutes / Double.parseDouble(cpus) / jobs);
    PodTemplate pod = PodTemplate.of(cpus, "1Gi").running(Duration.ofMinutes(minutes));
    for (int i = 0; i < jobs; i++) {
      story.cluster.submit(Gang.bag(user + "-" + i, "default", pods, pod).in(user));
    }
  }

  /** By how much the least and the most of these users differ, as part of their mean. */
  private double spread(String... users) {
    double least = Double.MAX_VALUE;
    double most = 0;
    double sum = 0;
    for (String user : users) {
      least = Math.min(least, used.of(user));
      most = Math.max(most, used.of(user));
      sum += used.of(user);
    }
    return (most - least) / (sum / users.length);
  }

  private void tenHundredAndThousandJobs(Story story) {
    backlog(story, "thousand", 1000, 4, "1");
    backlog(story, "hundred", 100, 4, "1");
    backlog(story, "ten", 10, 4, "1");
    story.run(HOUR);
    assertFull(story);
  }

  /** Demand was full: nearly all of the hour was used. */
  private void assertFull(Story story) {
    double all = 0;
    for (String user : used.cpuSeconds.keySet()) {
      all += used.of(user);
    }
    assertThat(all).isGreaterThan(0.9 * CPUS * HOUR.toSeconds());
    story.assertInvariants();
  }

  @Test
  void threeUsersWithTenAHundredAndAThousandJobsGetTheSame() {
    tenHundredAndThousandJobs(story(SchedulerConfiguration.STANDARD));

    assertThat(spread("ten", "hundred", "thousand")).isLessThan(0.05);
  }

  @Test
  void withoutTheOrderOfUsersTheyDoNot() {
    tenHundredAndThousandJobs(story(fairshare("enableJobOrder: false")));

    assertThat(spread("ten", "hundred", "thousand")).isGreaterThan(0.5);
  }

  @Test
  void jobsOfAnotherLengthAndSizeChangeNothing() {
    Story story = story(SchedulerConfiguration.STANDARD);
    backlog(story, "short", 1000, 1, "1");
    backlog(story, "long", 20, 10, "1");
    backlog(story, "wide", 100, 3, "4");
    story.run(HOUR);

    assertFull(story);
    assertThat(spread("short", "long", "wide")).isLessThan(0.05);
  }

  @Test
  void aUserOfTwiceTheWeightGetsTwiceAsMuch() {
    Story story = story(SchedulerConfiguration.STANDARD);
    story.cluster.putNamespace(NamespaceSpec.builder("two", "uid").fairShareWeight(2).build());
    backlog(story, "one", 1000, 4, "1");
    backlog(story, "two", 10, 4, "1");
    story.run(HOUR);

    assertFull(story);
    assertThat(used.of("two") / used.of("one")).isBetween(1.9, 2.1);
  }

  @Test
  void aBurstBeforeIsMadeUpForUntilItIsForgotten() {
    Story story = story(fairshare("arguments: {fairshare.halfLife: 10m}"));
    backlog(story, "burst", 100, 2, "1");
    story.run(Duration.ofMinutes(20));
    double before = used.of("burst");
    backlog(story, "calm", 100, 2, "1");
    story.run(Duration.ofMinutes(10));
    double burst = used.of("burst") - before;
    assertThat(used.of("calm")).as("at first").isGreaterThan(1.5 * burst);

    story.run(Duration.ofMinutes(40));
    double atEighty = used.of("burst");
    double calmAtEighty = used.of("calm");
    story.run(Duration.ofMinutes(10));
    assertThat(used.of("burst") - atEighty)
        .as("in the long run")
        .isBetween(0.85 * (used.of("calm") - calmAtEighty), used.of("calm") - calmAtEighty + 1);
  }

  @Test
  void aUserWhoComesInTheMiddleGetsItsShareFromThenOn() {
    Story story = story(SchedulerConfiguration.STANDARD);
    backlog(story, "a", 1000, 4, "1");
    backlog(story, "b", 100, 4, "1");
    backlog(story, "c", 10, 4, "1");
    story.run(Duration.ofMinutes(30));
    double before = used.of("a");
    backlog(story, "late", 10, 4, "1");
    story.run(Duration.ofMinutes(30));

    assertFull(story);
    assertThat(spread("a", "b", "c")).isLessThan(0.05);
    assertThat(used.of("late")).isBetween(0.95 * (used.of("a") - before), used.of("a"));
  }
}
