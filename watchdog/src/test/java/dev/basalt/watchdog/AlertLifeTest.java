package dev.basalt.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import dev.basalt.watchdog.alert.Snapshot;
import dev.basalt.watchdog.memory.Memory;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to jobs, receivers, clocks and the watchdog itself: a webhook is told of no
 * episode twice, and in the end nothing fires.
 */
class AlertLifeTest {
  private static final int JOBS = 4;

  /** What happens to the watchdog. */
  enum Fate {
    /** Others take over from it once it has ended cleanly. */
    ENDS,
    /** The wall clock leaps. */
    LEAPS,
    /** It dies at any time, and the wall clock leaps. */
    DIES
  }

  /** One random life. */
  private static final class Life {
    private final Source source;
    private final Stage stage;
    private final FakeReceivers receivers;
    private final Map<String, Long> failed = new HashMap<>();
    private final Fate fate;

    Life(Source source, Memory memory, Fate fate) {
      this.source = source;
      this.fate = fate;
      this.stage = new Stage(memory, FakeReceivers::new);
      this.receivers = (FakeReceivers) stage.post;
    }

    void live() throws InterruptedException {
      int steps = source.size(1, 60);
      for (int i = 0; i < steps; i++) {
        step();
        stage.pass(Duration.ofMillis(500L * source.between(1, 30)));
        check();
      }
      receivers.down.clear();
      stage.fresh = true;
      stage.pass(Duration.ofMinutes(2));
      if (fate != Fate.DIES) {
        failed.forEach((job, episode) -> {
          if (stage.view.jobs.containsKey(new ObjectKey("lab", job))) {
            assertThat(receivers.active()).as("fires at the Alertmanager").contains(job);
            assertThat(receivers.told("firing", job)).as("told").isPositive();
          }
        });
      }
      stage.view.jobs.clear();
      stage.pass(Duration.ofMinutes(6));
      check();
      assertThat(receivers.active()).containsExactly("");
      assertThat(stage.watch.counts().firing()).containsOnlyKeys("BasaltWatchdogHeartbeat");
      if (fate != Fate.DIES) {
        allIsOver();
      }
    }

    private void step() throws InterruptedException {
      String job = "j" + source.between(0, JOBS - 1);
      switch (source.between(0, 9)) {
        case 0, 1 -> {
          stage.fails(
              job,
              source.pick("Error", "OOMKilled"),
              source.pick("q", "r"),
              source.pick("ada", "bob"));
          failed.put(job, stage.clock.nanos());
        }
        case 2 -> {
          stage.goes(job);
          failed.remove(job);
        }
        case 3 -> {
          stage.view.put(FakeView.job(job, JobPhase.COMPLETED, "", stage.clock.epochMillis()));
          failed.remove(job);
        }
        case 4 -> {
          if (!receivers.down.remove("hook")) {
            receivers.down.add("hook");
          }
        }
        case 5 -> {
          if (!receivers.down.remove("am")) {
            receivers.down.add("am");
          }
        }
        case 6 -> stage.fresh = source.chance(70);
        case 7 -> {
          if (fate != Fate.ENDS) {
            stage.clock.leap(Duration.ofMinutes(source.between(-300, 300)));
          }
        }
        default -> {
          if (fate == Fate.DIES) {
            stage.restart();
          } else if (fate == Fate.ENDS) {
            stage.handOver();
          }
        }
      }
    }

    private void check() {
      Set<FakeReceivers.Word> heard = new HashSet<>();
      for (FakeReceivers.Word word : receivers.words) {
        assertThat(heard.add(word)).as("told twice: %s", word).isTrue();
      }
    }

    /** Nothing that a webhook was told of fires to its knowledge. */
    private void allIsOver() {
      Map<String, String> last = new HashMap<>();
      receivers.words.forEach(word -> last.put(word.fingerprint(), word.status()));
      assertThat(last.values()).allMatch("resolved"::equals);
    }
  }

  private static void livesWith(Supplier<Memory> memory, Fate fate) {
    Property.named("alerts are told once by a watchdog that " + fate)
        .tries(40)
        .check(source -> new Life(source, memory.get(), fate).live());
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void eachEpisodeIsToldOnceAndAllIsOverInTheEnd(Fate fate) {
    livesWith(() -> new KeptMemory(HandClock.START - Duration.ofDays(365).toMillis()), fate);
  }

  /** The fault: what was told is not kept. */
  private static final class NoMemory implements Memory {
    @Override
    public Snapshot load() {
      return Snapshot.fresh(0);
    }

    @Override
    public void save(Snapshot snapshot) {}
  }

  @Test
  void aWatchdogThatForgetsIsFound() {
    assertThatThrownBy(() -> livesWith(NoMemory::new, Fate.ENDS))
        .isInstanceOf(AssertionError.class)
        .hasStackTraceContaining("told twice");
  }
}
