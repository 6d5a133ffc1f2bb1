package dev.basalt.cluster.lead;

import dev.basalt.cluster.lead.Election.Role;
import dev.basalt.cluster.lead.Election.Step;
import dev.basalt.cluster.lead.LeaseStore.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A world of contenders in true time, which none of them can see. */
final class ElectionWorld {
  private static final LeaseTimes TIMES = LeaseTimes.standard(Duration.ofSeconds(5));
  private static final long SECOND = 1_000_000_000L;
  private static final long TROUBLE = 240 * SECOND;
  private static final long END = 300 * SECOND;
  private static final long WATCH = SECOND / 20;

  private record Entry(long at, long sequence, Runnable task) {}

  /** One replica on a machine with clocks of its own. */
  private final class Contender {
    final String name;
    final double pace;
    final long nanosOffset;

    /** A machine that is suspended just when its clock is set back could not notice. */
    final boolean clockIsSetBack = random.nextBoolean();

    long wallOffsetMillis;
    long suspendedNanos;
    long stalledUntil;
    boolean ended;
    Election election;
    boolean leading;
    long epoch;
    Moment renewed;
    long lastCouldSend = Long.MIN_VALUE / 2;

    Contender(String name) {
      this.name = name;
      this.pace = 1 + (random.nextDouble() - 0.5) * 0.06;
      this.nanosOffset = random.nextLong(1_000_000 * SECOND);
      this.wallOffsetMillis = random.nextLong(400_000_000_000L);
      this.election = new Election(TIMES, name, moment());
      this.renewed = moment();
    }

    Moment moment() {
      return new Moment(
          nanosOffset + (long) ((now - suspendedNanos) * pace),
          wallOffsetMillis + (long) (now * pace) / 1_000_000);
    }

    boolean maySend() {
      long age = moment().atMostSince(renewed);
      return leading && !ended && age < TIMES.sendWindow().toNanos();
    }

    /** Runs when the machine runs, as soon as it does. */
    void awake(long delay, Runnable task) {
      at(
          now + delay,
          () -> {
            if (now < stalledUntil) {
              awake(stalledUntil - now, task);
            } else {
              task.run();
            }
          });
    }

    void step() {
      if (ended) {
        return;
      }
      Step step = election.next(moment());
      publish();
      switch (step) {
        case Step.Wait(long nanos) ->
            awake((long) (Math.min(nanos, SECOND) / pace) + 1, this::step);
        case Step.Read() -> request(lease::read, reply -> election.read(moment(), reply));
        case Step.Create(LeaseRecord record) -> write(() -> lease.create(record));
        case Step.Replace(LeaseRecord record) -> write(() -> lease.replace(record));
      }
    }

    private void write(Supplier<Reply> effect) {
      Moment sent = moment();
      request(effect, reply -> election.written(sent, moment(), reply));
    }

    private void request(Supplier<Reply> effect, Consumer<Reply> then) {
      long there = latency();
      long back = latency();
      boolean arrives = calm() || random.nextInt(8) > 0;
      boolean returns = calm() || random.nextInt(8) > 0;
      List<Reply> reply = new ArrayList<>();
      if (arrives) {
        at(now + there, () -> reply.add(effect.get()));
      }
      boolean inTime = arrives && returns && there + back < TIMES.requestTimeout().toNanos();
      long wait = inTime ? there + back : TIMES.requestTimeout().toNanos();
      awake(
          wait,
          () -> {
            then.accept(inTime ? reply.getFirst() : new Reply.Failed("lost"));
            publish();
            step();
          });
    }

    private void publish() {
      boolean leads = election.role() == Role.LEADING;
      if (leads && (!leading || epoch != election.epoch())) {
        terms++;
      }
      leading = leads;
      epoch = election.epoch();
      renewed = election.renewed();
    }

    void trouble() {
      switch (random.nextInt(6)) {
        case 0, 1 -> stalledUntil = Math.max(stalledUntil, now + random.nextLong(25 * SECOND));
        case 2 -> {
          if (now >= stalledUntil && !clockIsSetBack) {
            long time = random.nextLong(40 * SECOND);
            stalledUntil = now + time;
            suspendedNanos += time;
          }
        }
        case 3 -> wallOffsetMillis += random.nextLong(clockIsSetBack ? -20_000 : 0, 20_000);
        case 4 -> retire();
        default -> {}
      }
    }

    /** Ends this process, with a release if there is one to send, and starts another. */
    private void retire() {
      LeaseRecord last = election.resign(moment());
      ended = true;
      if (last != null && random.nextBoolean()) {
        lastCouldSend = Long.MIN_VALUE / 2;
        at(now + latency(), () -> lease.replace(last));
      }
      contenders.add(new Contender("c" + contenders.size()));
      contenders.getLast().awake(random.nextLong(10 * SECOND), contenders.getLast()::step);
    }
  }

  private final SplittableRandom random;
  private final FakeLease lease;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::sequence));
  private final List<Contender> contenders = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long now;
  private long sequence;
  private int terms;

  ElectionWorld(long seed, FakeLease lease) {
    this.random = new SplittableRandom(seed);
    this.lease = lease;
  }

  void run() {
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      Contender contender = new Contender("c" + i);
      contenders.add(contender);
      contender.awake(random.nextLong(SECOND), contender::step);
    }
    for (int i = 0; i < 12; i++) {
      at(
          random.nextLong(TROUBLE),
          () -> contenders.get(random.nextInt(contenders.size())).trouble());
    }
    at(0, this::watch);
    while (!entries.isEmpty() && now < END) {
      Entry next = entries.remove();
      now = next.at();
      next.task().run();
    }
    if (contenders.stream().noneMatch(Contender::maySend)) {
      problems.add("nobody leads a minute after the trouble");
    }
  }

  List<String> problems() {
    return problems;
  }

  int terms() {
    return terms;
  }

  private void watch() {
    for (Contender one : contenders) {
      if (!one.maySend()) {
        continue;
      }
      one.lastCouldSend = now;
      for (Contender other : contenders) {
        if (other == one) {
          continue;
        }
        if (other.maySend()) {
          problems.add(one.name + " and " + other.name + " both may send at " + now);
        } else if (now - other.lastCouldSend < TIMES.bindTimeout().toNanos()) {
          problems.add(one.name + " decides while a write of " + other.name + " may land");
        }
      }
    }
    at(now + WATCH, this::watch);
  }

  private boolean calm() {
    return now >= TROUBLE;
  }

  private long latency() {
    if (calm() || random.nextInt(10) > 0) {
      return random.nextLong(SECOND / 20);
    }
    return random.nextLong(20 * SECOND);
  }

  private void at(long time, Runnable task) {
    entries.add(new Entry(time, sequence++, task));
  }
}
