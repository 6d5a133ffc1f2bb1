package dev.basalt.watchdog;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.watchdog.alert.Limits;
import dev.basalt.watchdog.config.RulesException;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.memory.Memory;
import dev.basalt.watchdog.notify.Post;
import dev.basalt.watchdog.view.JobSight;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** A watch in a cluster of a test's making, in virtual time. */
final class Stage {
  static final String RULES =
      """
      rules:
      - {name: BasaltJobFailed, kind: jobFailed, for: 2s, resolveAfter: 1h, summary: "{job_name}: {reason}"}
      - {name: BasaltQuotaNearlyFull, kind: quotaNearlyFull, for: 1m, keepFor: 30s}
      - {name: BasaltWatchdogHeartbeat, kind: heartbeat, severity: none}
      receivers:
      - {name: am, type: alertmanager, url: "http://am:9093"}
      - {name: hook, type: webhook, url: "http://hook/x"}
      """;

  final HandClock clock = new HandClock();
  final FakeView view = new FakeView();
  final Limits limits;
  final Memory memory;
  final Post post;
  WatchdogRules rules;
  Watch watch;
  boolean fresh = true;

  Stage(Memory memory, Function<HandClock, ? extends Post> post) {
    this(memory, post, Limits.STANDARD);
  }

  Stage(Memory memory, Function<HandClock, ? extends Post> post, Limits limits) {
    this.memory = memory;
    this.post = post.apply(clock);
    this.limits = limits;
    this.rules = parse(RULES);
    this.watch = started();
  }

  static WatchdogRules parse(String yaml) {
    try {
      return WatchdogRules.parse(yaml, Map.of());
    } catch (RulesException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Watch started() {
    return new Watch(rules, new Watch.Ports(view, memory, post, clock), limits);
  }

  /** Another process takes over from one that died. */
  void restart() {
    watch = started();
  }

  /** Another process takes over from one that ended cleanly. */
  void handOver() throws InterruptedException {
    watch.finish(1);
    watch = started();
  }

  /** Time passes, by turns of half a second, or of four if it is long. */
  void pass(Duration time) throws InterruptedException {
    long step = time.toMinutes() < 5 ? 500 : 4_000;
    for (long left = time.toMillis(); left > 0; left -= step) {
      clock.pass(Duration.ofMillis(step));
      watch.turn(fresh);
    }
  }

  void fails(String job) {
    view.put(FakeView.job(job, JobPhase.FAILED, "PodsFailed", clock.epochMillis()));
  }

  /** It fails, and its alert has labels of this time's own. */
  void fails(String job, String reason, String queue, String user) {
    long now = clock.epochMillis();
    view.put(
        new JobSight(
            new ObjectKey("lab", job),
            "uid-" + job,
            queue,
            user,
            JobPhase.FAILED,
            reason,
            "",
            now,
            now,
            0,
            -1,
            ""));
  }

  void goes(String job) {
    view.jobs.remove(new ObjectKey("lab", job));
  }
}
