package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Binder;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds pods through {@code pods/binding}, many at once, and answers each binding exactly once.
 *
 * <p>What decides an answer is never the lack of one. A request that got no definite reply puts its
 * binding in doubt: the pod is read, for as long as the API server is away, and
 *
 * <ul>
 *   <li>on the chosen node, the binding is confirmed, whoever's request it was;
 *   <li>gone, of another UID or on another node, it is refused;
 *   <li>unbound, it is sent again. Sending twice is harmless: the API server binds a pod once.
 * </ul>
 *
 * <p>A refusal means that the pod will not turn up on the node later. So while an earlier request
 * without an answer could still take effect ({@code bindTimeout}, which the request carries, plus a
 * grace), the refusal waits and the pod is read once more. The API server does not look at the node
 * of a binding at all; a node deleted meanwhile is the engine's to notice.
 *
 * <p>A binding belongs to the epoch of leadership it was decided in. While the Lease's renewal is
 * late nothing is sent; once the epoch is over, what was not sent is refused with {@code
 * NotLeader}. Reading goes on without leadership.
 *
 * <p>A slot stays taken while there is no connection, which keeps a lost API server from being
 * flooded, and is given back while a pod that is answered with errors waits for its next turn.
 */
public final class ApiBinder implements Binder {
  private static final Logger LOG = LoggerFactory.getLogger(ApiBinder.class);
  private static final long FENCE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_RETRY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Requests requests;
  private final WriteLoop loop;
  private final Clock clock;
  private final Fence fence;
  private final BinderSettings settings;
  private final Consumer<ClusterEvent> events;
  private final BindingObserver observer;
  private final AdaptiveWidth width;
  private final Lane<Flight> lane;
  private final String query;
  private final Counts results = new Counts();
  private final Counts sent = new Counts();
  private final AtomicInteger open = new AtomicInteger();
  private boolean closing;
  private @Nullable CountDownLatch drained;

  /**
   * A binder.
   *
   * @param events takes confirmations and refusals; called on the loop
   */
  public ApiBinder(
      ApiTransport transport,
      WriteLoop loop,
      Clock clock,
      Fence fence,
      BinderSettings settings,
      Consumer<ClusterEvent> events,
      BindingObserver observer) {
    this.requests = new Requests(transport, loop);
    this.loop = loop;
    this.clock = clock;
    this.fence = fence;
    this.settings = settings;
    this.events = events;
    this.observer = observer;
    this.width =
        new AdaptiveWidth(settings.leastInFlight(), settings.inFlight(), settings.mostInFlight());
    this.lane = new Lane<>(width::now, this::proceed);
    this.query = "/binding?timeout=" + settings.bindTimeout().toMillis() + "ms";
  }

  @Override
  public void bind(Binding binding) {
    Flight flight = new Flight(binding, fence.epoch(), clock.nanos());
    open.incrementAndGet();
    observer.taken(binding);
    loop.execute(() -> {
      if (closing) {
        refuseUnsent(flight);
      } else {
        lane.add(flight);
      }
    });
  }

  /** Bindings taken over and not answered yet. */
  public int open() {
    return open.get();
  }

  /** How many requests may be under way at once, as the API server bears it. */
  public int concurrency() {
    return width.now();
  }

  /** Answers so far: {@code Bound}, and refusals by reason. */
  public Counts results() {
    return results;
  }

  /** Requests so far: {@code Send}, {@code Resend}, {@code ReadBack}. */
  public Counts requests() {
    return sent;
  }

  /**
   * Takes no more bindings and waits for the answers of those taken over; at the deadline, what was
   * not sent is refused. Not to be called on the loop.
   *
   * @return whether every binding was answered; if not, the Lease must not be released
   */
  public boolean drain(Duration deadline) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> {
      closing = true;
      drained = done;
      signalDrained();
    });
    if (done.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      return true;
    }
    CountDownLatch refused = new CountDownLatch(1);
    loop.execute(() -> {
      refuseWaiting();
      refused.countDown();
    });
    refused.await();
    int left = open.get();
    if (left > 0) {
      LOG.warn("{} bindings have no definite answer after {}", left, deadline);
    }
    return left == 0;
  }

  private void refuseWaiting() {
    for (Flight flight : lane.removeWaiting()) {
      if (flight.sends == 0) {
        refuseUnsent(flight);
      } else {
        lane.add(flight);
      }
    }
  }

  private void refuseUnsent(Flight flight) {
    answer(flight, "ShuttingDown", refusal(flight, "ShuttingDown", "the scheduler shuts down"));
  }

  /** The next step of a binding that holds a slot. */
  private void proceed(Flight flight) {
    if (flight.inDoubt) {
      readBack(flight);
      return;
    }
    switch (fence.permit(flight.epoch)) {
      case SEND -> send(flight);
      case WAIT -> proceedLater(flight, FENCE_POLL_NANOS, true);
      case LOST -> {
        flight.verdict = new Flight.Verdict("NotLeader", "leadership was lost before it was sent");
        refuseOnceSettled(flight);
      }
    }
  }

  private void send(Flight flight) {
    sent.add(flight.sends == 0 ? "Send" : "Resend");
    flight.sends++;
    Binding binding = flight.binding;
    long sentAt = clock.nanos();
    requests.send(
        ApiRequest.post(
            ApiPaths.pod(binding.namespace(), binding.podName()) + query,
            flight.body(),
            settings.landing()),
        response -> {
          learn(sentAt, response.status() == 429);
          sent(flight, sentAt, response);
        },
        () -> {
          learn(sentAt, true);
          outcomeUnknown(flight, sentAt, true);
        });
  }

  private void learn(long sentAt, boolean pushedBack) {
    width.ended(sentAt, clock.nanos() - sentAt, lane.taken(), pushedBack);
  }

  private void sent(Flight flight, long sentAt, ApiResponse response) {
    int status = response.status();
    if (response.successful()) {
      confirm(flight);
    } else if (status == 429) {
      flight.failures++;
      proceedLater(flight, Math.max(retryAfter(response), backoff(flight)), true);
    } else if (status >= 500 || (status == 404 && !podIsGone(response))) {
      outcomeUnknown(flight, sentAt, false);
    } else if (status == 409) {
      flight.verdict = new Flight.Verdict("Conflict", response.message());
      flight.failures = 0;
      readBack(flight);
    } else if (podIsGone(response)) {
      refuse(flight, "NotFound", response.message());
    } else {
      flight.verdict = new Flight.Verdict(reason(status), response.message());
      flight.failures = 0;
      refuseOnceSettled(flight);
    }
  }

  private void outcomeUnknown(Flight flight, long sentAt, boolean noAnswer) {
    flight.lost(sentAt + settings.landing().toNanos());
    flight.inDoubt = true;
    flight.unanswered++;
    flight.failures++;
    proceedLater(flight, backoff(flight), noAnswer);
  }

  private void readBack(Flight flight) {
    sent.add("ReadBack");
    Binding binding = flight.binding;
    long askedAt = clock.nanos();
    requests.send(
        ApiRequest.get(ApiPaths.pod(binding.namespace(), binding.podName()), settings.landing()),
        response -> read(flight, askedAt, response),
        () -> readAgain(flight, 0, true));
  }

  private void read(Flight flight, long askedAt, ApiResponse response) {
    Binding binding = flight.binding;
    if (podIsGone(response)) {
      refuse(flight, "NotFound", "the pod is gone");
      return;
    }
    JsonNode pod = response.json();
    String uid = pod.path("metadata").path("uid").asText();
    if (!response.successful() || uid.isEmpty()) {
      if (response.status() == 403 && flight.failures % 20 == 10) {
        LOG.warn(
            "a binding stays undecided: {}; grant verb get on pods to the scheduler",
            response.message());
      }
      readAgain(flight, retryAfter(response), false);
      return;
    }
    String node = pod.path("spec").path("nodeName").asText();
    if (!uid.equals(binding.podUid())) {
      refuse(flight, "NotFound", "the pod is gone; another one has its name");
    } else if (node.equals(binding.nodeName())) {
      confirm(flight);
    } else if (!node.isEmpty()) {
      refuse(flight, "Conflict", "the pod is on node " + node + " already");
    } else {
      flight.failures = 0;
      unbound(flight, askedAt);
    }
  }

  private void unbound(Flight flight, long askedAt) {
    flight.inDoubt = false;
    flight.seenUnbound(askedAt);
    if (flight.verdict == null && flight.unanswered >= settings.maxUnanswered()) {
      flight.verdict =
          new Flight.Verdict(
              "NoAnswer", "the API server failed " + flight.unanswered + " times to bind it");
    }
    if (flight.verdict != null) {
      refuseOnceSettled(flight);
      return;
    }
    proceed(flight);
  }

  private void readAgain(Flight flight, long atLeastNanos, boolean noAnswer) {
    flight.inDoubt = true;
    flight.failures++;
    proceedLater(flight, Math.max(atLeastNanos, backoff(flight)), noAnswer);
  }

  /** Refuses with the verdict, but only once no earlier request can take effect any more. */
  private void refuseOnceSettled(Flight flight) {
    Flight.Verdict verdict = flight.verdict;
    if (verdict == null) {
      throw new IllegalStateException("a refusal without a verdict: " + flight.binding);
    }
    if (flight.settled()) {
      refuse(flight, verdict.reason(), verdict.message());
      return;
    }
    flight.inDoubt = true;
    proceedLater(flight, flight.landsForNanos(clock.nanos()), false);
  }

  private void proceedLater(Flight flight, long nanos, boolean keepSlot) {
    if (keepSlot) {
      loop.after(nanos, () -> proceed(flight));
      return;
    }
    loop.after(nanos, () -> lane.addFirst(flight));
    lane.release();
  }

  private void confirm(Flight flight) {
    answer(flight, "Bound", new ClusterEvent.BindingConfirmed(flight.binding.podUid()));
    lane.release();
  }

  private void refuse(Flight flight, String reason, String message) {
    answer(flight, reason, refusal(flight, reason, message));
    lane.release();
  }

  private static ClusterEvent refusal(Flight flight, String reason, String message) {
    return new ClusterEvent.BindingRefused(flight.binding.podUid(), reason, message);
  }

  private void answer(Flight flight, String result, ClusterEvent event) {
    if (flight.answered) {
      throw new IllegalStateException("answered twice: " + flight.binding);
    }
    flight.answered = true;
    results.add(result);
    open.decrementAndGet();
    events.accept(event);
    observer.answered(flight.binding, result, clock.nanos() - flight.takenAtNanos);
    signalDrained();
  }

  private void signalDrained() {
    if (drained != null && open.get() == 0) {
      drained.countDown();
    }
  }

  private long backoff(Flight flight) {
    return settings.retry().nanosAfter(Math.max(flight.sends, flight.failures));
  }

  private static long retryAfter(ApiResponse response) {
    Duration after = response.retryAfter();
    return after == null ? 0 : Math.min(after.toNanos(), LONGEST_RETRY_AFTER_NANOS);
  }

  /** A proxy's own 404 page is not the API server's word on the pod. */
  private static boolean podIsGone(ApiResponse response) {
    return response.status() == 404 && response.json().path("reason").asText().equals("NotFound");
  }

  private static String reason(int status) {
    return switch (status) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 422 -> "Invalid";
      default -> "Http" + status;
    };
  }
}
