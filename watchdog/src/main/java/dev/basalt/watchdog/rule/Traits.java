package dev.basalt.watchdog.rule;

import dev.basalt.watchdog.rule.Kind.Times;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What is known of a kind of rules.
 *
 * @param check looks for it
 * @param placeholders what texts may name
 */
record Traits(Check check, Times times, List<Threshold> thresholds, Set<String> placeholders) {
  private static final String JOB = "namespace job_name queue user";

  private static final Map<Kind, Traits> ALL = all();

  Traits {
    thresholds = List.copyOf(thresholds);
    placeholders = Set.copyOf(placeholders);
  }

  static Traits of(Kind kind) {
    return Objects.requireNonNull(ALL.get(kind));
  }

  private static Map<Kind, Traits> all() {
    Map<Kind, Traits> all = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      all.put(
          kind,
          new Traits(
              check(kind),
              times(kind),
              thresholds(kind),
              new TreeSet<>(Arrays.asList(placeholders(kind).split(" ")))));
    }
    return all;
  }

  private static Check check(Kind kind) {
    return switch (kind) {
      case JOB_FAILED -> new FailedJobs();
      case JOB_PENDING -> new PendingJobs();
      case GANG_STARVED -> new StarvedGangs();
      case OOM_AT_MAXIMUM -> new MemoryMaxima();
      case QUEUE_OVER_CAPABILITY -> new CrowdedQueues();
      case QUEUE_UNDERUSED -> new IdleQueues();
      case RESOURCE_WASTE -> new WastefulJobs();
      case SCHEDULER_STALLED -> new StalledSchedulers();
      case QUOTA_NEARLY_FULL -> new FullQuotas();
      case HEARTBEAT -> (rule, look, found) -> found.accept(Finding.state("", Map.of(), Map.of()));
      case ALERTS_LEFT_OUT -> Traits::leftOut;
    };
  }

  private static void leftOut(Rule rule, Look look, Consumer<Finding> found) {
    look.leftOut()
        .forEach((name, count) ->
            found.accept(
                Finding.state(name, Map.of("reason", name), Map.of("left_out", count.toString()))));
  }

  private static Times times(Kind kind) {
    return switch (kind) {
      case JOB_FAILED -> times("PT2S", "PT0S", "PT1H");
      case JOB_PENDING -> times("PT1H", "PT10S", "PT0S");
      case GANG_STARVED -> times("PT15M", "PT1M", "PT0S");
      case OOM_AT_MAXIMUM -> times("PT0S", "PT10S", "PT1H");
      case QUEUE_OVER_CAPABILITY -> times("PT10M", "PT1M", "PT0S");
      case QUEUE_UNDERUSED -> times("PT4H", "PT5M", "PT0S");
      case RESOURCE_WASTE -> times("PT1H", "PT5M", "PT0S");
      case SCHEDULER_STALLED -> times("PT0S", "PT10S", "PT0S");
      case QUOTA_NEARLY_FULL -> times("PT10M", "PT5M", "PT0S");
      case HEARTBEAT -> times("PT0S", "PT0S", "PT0S");
      case ALERTS_LEFT_OUT -> times("PT1M", "PT1M", "PT0S");
    };
  }

  private static Times times(String before, String keep, String resolve) {
    return new Times(Duration.parse(before), Duration.parse(keep), Duration.parse(resolve));
  }

  private static List<Threshold> thresholds(Kind kind) {
    return switch (kind) {
      case QUEUE_OVER_CAPABILITY -> List.of(new Threshold("ratio", 1, 0.01, 100, false));
      case QUEUE_UNDERUSED -> List.of(new Threshold("ratio", 0.1, 0, 1, false));
      case RESOURCE_WASTE ->
          List.of(
              new Threshold("ratio", 0.3, 0, 1, false),
              new Threshold("cores", 8, 0, 1_000_000, false));
      case SCHEDULER_STALLED -> List.of(new Threshold("after", 30, 20, 86_400, true));
      case QUOTA_NEARLY_FULL -> List.of(new Threshold("ratio", 0.9, 0.01, 1, false));
      case JOB_FAILED, JOB_PENDING, GANG_STARVED, OOM_AT_MAXIMUM, HEARTBEAT, ALERTS_LEFT_OUT ->
          List.of();
    };
  }

  private static String placeholders(Kind kind) {
    return switch (kind) {
      case JOB_FAILED ->
          JOB
              + " reason phase message task pod container exit_code retries failed_pods"
              + " first_failure";
      case JOB_PENDING -> JOB + " reason message waited";
      case GANG_STARVED -> JOB + " reason message min_member needs allocated deserved free";
      case OOM_AT_MAXIMUM -> JOB + " reason message";
      case QUEUE_OVER_CAPABILITY -> "queue reason resource allocated capability percent";
      case QUEUE_UNDERUSED -> "queue allocated deserved percent";
      case RESOURCE_WASTE -> JOB + " used requested wasted percent";
      case SCHEDULER_STALLED -> "reason scheduler what silent";
      case QUOTA_NEARLY_FULL -> "namespace quota reason resource used hard percent";
      case HEARTBEAT -> "alertname severity";
      case ALERTS_LEFT_OUT -> "reason left_out";
    };
  }
}
