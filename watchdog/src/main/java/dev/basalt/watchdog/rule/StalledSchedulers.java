package dev.basalt.watchdog.rule;

import dev.basalt.watchdog.view.Decisions;
import dev.basalt.watchdog.view.LeaseSight;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Schedulers whose Lease nobody renews, and pods that wait while nobody says why and no pod gets a
 * node. Counted only while the API server answers.
 */
final class StalledSchedulers implements Check {
  /** Between the first of a scheduler's names and its zones, in the name of its Lease. */
  private static final String OF_ZONES = ".zone.";

  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    double after = rule.threshold("after");
    Set<String> schedulers = look.view().schedulers();
    for (LeaseSight lease : look.view().leases()) {
      if (isOf(schedulers, lease.name()) && seconds(lease.silentNanos()) >= after) {
        String holder =
            lease.holder().isEmpty() ? "nobody holds it" : "it is held by " + lease.holder();
        found.accept(
            Finding.state(
                "lease/" + lease.name(),
                Map.of("reason", "LeaseNotRenewed", "scheduler", lease.name()),
                Map.of(
                    "what",
                    "Lease " + lease.name() + " is not renewed; " + holder,
                    "silent",
                    Texts.lasting(TimeUnit.NANOSECONDS.toMillis(lease.silentNanos())))));
      }
    }
    Decisions decisions = look.view().decisions();
    if (decisions.unseen() > 0 && seconds(decisions.quietNanos()) >= after) {
      found.accept(
          Finding.state(
              "decisions",
              Map.of("reason", "NothingDecided"),
              Map.of(
                  "scheduler",
                  "",
                  "what",
                  decisions.unseen() + " pods wait without a reason, and none gets a node",
                  "silent",
                  Texts.lasting(TimeUnit.NANOSECONDS.toMillis(decisions.quietNanos())))));
    }
  }

  private static boolean isOf(Set<String> schedulers, String lease) {
    return schedulers.stream()
        .anyMatch(name -> lease.equals(name) || lease.startsWith(name + OF_ZONES));
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
