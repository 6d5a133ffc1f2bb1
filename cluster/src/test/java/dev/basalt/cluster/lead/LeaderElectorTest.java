package dev.basalt.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.lead.Fence.Permit;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaderElectorTest {
  private static final LeaseTimes FAST =
      new LeaseTimes(
          Duration.ofMillis(1500),
          Duration.ofMillis(900),
          Duration.ofMillis(50),
          Duration.ofMillis(250),
          Duration.ofMillis(200));

  /** A store that can be taken away. */
  private static class SwitchedStore implements LeaseStore {
    private final FakeLease lease;
    volatile boolean away;

    SwitchedStore(FakeLease lease) {
      this.lease = lease;
    }

    @Override
    public Reply read(Duration timeout) {
      return away ? new Reply.Failed("away") : lease.read();
    }

    @Override
    public Reply create(LeaseRecord record, Duration timeout) {
      return away ? new Reply.Failed("away") : lease.create(record);
    }

    @Override
    public Reply replace(LeaseRecord record, Duration timeout) {
      return away ? new Reply.Failed("away") : lease.replace(record);
    }
  }

  /** Collects what the elector says. */
  private static final class Words implements LeadershipListener {
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Override
    public void acquired(long epoch) {
      said.add("acquired " + epoch);
    }

    @Override
    public void lost() {
      said.add("lost");
    }

    @Nullable String next() throws InterruptedException {
      return said.poll(30, TimeUnit.SECONDS);
    }
  }

  private final FakeLease lease = new FakeLease();

  @Test
  void releasedLeaseIsTakenOverAtOnceInALaterEpoch() throws Exception {
    Words first = new Words();
    Words second = new Words();
    LeaderElector one = elector("one", new SwitchedStore(lease), first);
    one.start();
    assertThat(first.next()).isEqualTo("acquired 1");
    try (LeaderElector two = elector("two", new SwitchedStore(lease), second)) {
      two.start();
      assertThat(one.permit(1)).isEqualTo(Permit.SEND);
      one.close();
      assertThat(first.next()).isEqualTo("lost");
      assertThat(one.permit(1)).isEqualTo(Permit.LOST);
      assertThat(second.next()).isEqualTo("acquired 2");
      assertThat(two.permit(2)).isEqualTo(Permit.SEND);
      assertThat(two.permit(1)).isEqualTo(Permit.LOST);
    }
    assertThat(lease.holder()).isEmpty();
  }

  @Test
  void abandonedLeaseKeepsItsHolderUntilItExpires() throws Exception {
    Words first = new Words();
    LeaderElector one = elector("one", new SwitchedStore(lease), first);
    one.start();
    assertThat(first.next()).isEqualTo("acquired 1");
    one.abandon();
    assertThat(lease.holder()).isEqualTo("one");
    Words second = new Words();
    try (LeaderElector two = elector("two", new SwitchedStore(lease), second)) {
      two.start();
      assertThat(second.next()).isEqualTo("acquired 2");
    }
  }

  @Test
  void loserContendsAgainInTheSameProcess() throws Exception {
    Words words = new Words();
    SwitchedStore store = new SwitchedStore(lease);
    try (LeaderElector elector = elector("one", store, words)) {
      elector.start();
      assertThat(words.next()).isEqualTo("acquired 1");
      store.away = true;
      assertThat(words.next()).isEqualTo("lost");
      assertThat(elector.problem()).isEqualTo("away");
      store.away = false;
      assertThat(words.next()).isEqualTo("acquired 2");
      assertThat(elector.permit(1)).isEqualTo(Permit.LOST);
      assertThat(elector.problem()).isEmpty();
    }
  }

  @Test
  void fenceClosesByTheClockAloneWhileTheThreadIsStuckInARequest() throws Exception {
    Words words = new Words();
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicLong elapsed = new AtomicLong();
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return elapsed.get();
          }

          @Override
          public long epochMillis() {
            return elapsed.get() / 1_000_000;
          }
        };
    LeaseStore store =
        new SwitchedStore(lease) {
          @Override
          public Reply replace(LeaseRecord record, Duration timeout) {
            stuck.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return new Reply.Failed("late");
          }
        };
    LeaseTimes times = LeaseTimes.standard(Duration.ofSeconds(5));
    LeaderElector elector = new LeaderElector(store, times, "one", clock, words);
    elector.start();
    assertThat(words.next()).isEqualTo("acquired 1");
    elapsed.set(Duration.ofMillis(4_999).toNanos());
    assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(elector.permit(1)).isEqualTo(Permit.SEND);
    elapsed.set(Duration.ofSeconds(5).toNanos());
    assertThat(elector.permit(1)).isEqualTo(Permit.WAIT);
    elapsed.set(Duration.ofSeconds(10).toNanos());
    assertThat(elector.permit(1)).isEqualTo(Permit.LOST);
    end.countDown();
    elector.abandon();
  }

  private static LeaderElector elector(String name, LeaseStore store, LeadershipListener listener) {
    return new LeaderElector(store, FAST, name, Clock.system(), listener);
  }
}
