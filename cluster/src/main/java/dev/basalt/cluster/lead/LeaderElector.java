package dev.basalt.cluster.lead;

import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.lead.LeaseStore.Reply;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an {@link Election} on a thread of its own, and is the fence of whoever writes.
 *
 * <p>Losing the Lease does not end the process: it contends again. The fence does not depend on
 * this thread being alive or on time: it compares the clock with the last confirmed renewal.
 */
public final class LeaderElector implements Fence, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElector.class);

  /** The wall clock may notice what the monotonic one slept through: look at it now and then. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  /** What the fence goes by. */
  private record Term(boolean leading, long epoch, Moment renewed) {}

  private final LeaseStore store;
  private final LeaseTimes times;
  private final Clock clock;
  private final LeadershipListener listener;
  private final Election election;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  private volatile Term term;
  private volatile String holder = "";
  private volatile String problem = "";
  private volatile boolean release;
  private long announced;

  LeaderElector(
      LeaseStore store,
      LeaseTimes times,
      String identity,
      Clock clock,
      LeadershipListener listener) {
    this.store = store;
    this.times = times;
    this.clock = clock;
    this.listener = listener;
    Moment now = Moment.now(clock);
    this.election = new Election(times, identity, now);
    this.term = new Term(false, 0, now);
    this.thread = Thread.ofPlatform().daemon().name("basalt-lease").unstarted(this::run);
  }

  /** An elector for a Lease on an API server; it does nothing until started. */
  public static LeaderElector on(
      ApiTransport transport, LeaseSettings settings, Clock clock, LeadershipListener listener) {
    return new LeaderElector(
        new ApiLeaseStore(transport, settings.namespace(), settings.name()),
        settings.times(),
        settings.identity(),
        clock,
        listener);
  }

  /** Starts to contend. */
  public void start() {
    thread.start();
  }

  @Override
  public long epoch() {
    return term.epoch();
  }

  @Override
  public Permit permit(long epoch) {
    Term current = term;
    if (!current.leading() || current.epoch() != epoch) {
      return Permit.LOST;
    }
    long age = Moment.now(clock).atMostSince(current.renewed());
    if (age < times.sendWindow().toNanos()) {
      return Permit.SEND;
    }
    return age < times.renewDeadline().toNanos() ? Permit.WAIT : Permit.LOST;
  }

  /** Whether this process leads now. */
  public boolean leading() {
    Term current = term;
    return permit(current.epoch()) != Permit.LOST;
  }

  /** Who held the Lease when it was last seen, empty for nobody. */
  public String holder() {
    return holder;
  }

  /** Why the Lease cannot be read or written at the moment, empty if it can. */
  public String problem() {
    return problem;
  }

  /**
   * Gives leadership up and releases the Lease, so that others take over at once. Only to be called
   * when no write is under way any more; else call {@link #abandon}.
   */
  @Override
  public void close() {
    end(true);
  }

  /** Stops without releasing the Lease: others take over once it has expired. */
  public void abandon() {
    end(false);
  }

  private void end(boolean releasing) {
    release = releasing;
    closed.countDown();
    try {
      thread.join(times.requestTimeout().multipliedBy(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (closed.getCount() > 0) {
      step(election.next(Moment.now(clock)));
      publish();
    }
    LeaseRecord last = election.resign(Moment.now(clock));
    publish();
    if (release && last != null) {
      Reply reply = store.replace(last, times.requestTimeout());
      LOG.info("lease released: {}", reply instanceof Reply.Stored ? "yes" : reply);
    }
  }

  private void step(Election.Step step) {
    switch (step) {
      case Election.Step.Wait(long nanos) -> sleep(nanos);
      case Election.Step.Read() -> {
        Reply reply = store.read(times.requestTimeout());
        election.read(Moment.now(clock), reply);
        note(reply);
      }
      case Election.Step.Create(LeaseRecord lease) -> {
        Moment sent = Moment.now(clock);
        written(sent, store.create(lease, times.requestTimeout()));
      }
      case Election.Step.Replace(LeaseRecord lease) -> {
        Moment sent = Moment.now(clock);
        written(sent, store.replace(lease, times.requestTimeout()));
      }
    }
  }

  private void written(Moment sent, Reply reply) {
    election.written(sent, Moment.now(clock), reply);
    note(reply);
  }

  /** Publishes to the fence first, so that nobody is told to decide what could not be sent. */
  private void publish() {
    boolean leads = election.role() == Election.Role.LEADING;
    term = new Term(leads, election.epoch(), election.renewed());
    holder = election.holder();
    if (announced != 0 && (!leads || announced != election.epoch())) {
      announced = 0;
      LOG.info("leadership lost");
      listener.lost();
    }
    if (leads && announced == 0) {
      announced = election.epoch();
      LOG.info("leadership acquired, epoch {}", announced);
      listener.acquired(announced);
    }
  }

  private void note(Reply reply) {
    String now = reply instanceof Reply.Failed(String message) ? message : "";
    if (!now.isEmpty() && !now.equals(problem)) {
      LOG.warn("leader election: {}", now);
    }
    problem = now;
  }

  private void sleep(long nanos) {
    try {
      long most = Math.min(nanos, LONGEST_SLEEP.toNanos());
      if (closed.await(most, TimeUnit.NANOSECONDS)) {
        LOG.debug("closing");
      }
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }
}
