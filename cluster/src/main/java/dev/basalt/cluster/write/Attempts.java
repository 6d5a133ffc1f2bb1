package dev.basalt.cluster.write;

import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.lead.Fence;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Writes that may safely be sent twice: tried until something comes of them, some at once, each
 * only in the term of leadership in which it was decided. Owned by the write loop, but for {@link
 * #add} and {@link #results}.
 *
 * @param <T> what is to be written
 */
final class Attempts<T> {
  private static final long FENCE_POLL_NANOS = Duration.ofMillis(200).toNanos();

  /** One write on its way. */
  static final class Attempt<T> {
    private final T what;
    private final long epoch;
    private int tries;

    private Attempt(T what, long epoch) {
      this.what = what;
      this.epoch = epoch;
    }

    T what() {
      return what;
    }
  }

  /** Is told of writes that did not take effect and are not tried again. */
  interface Refused<T> {
    void refused(T what, String reason, String message);
  }

  private final WriteLoop loop;
  private final Fence fence;
  private final AttemptSettings settings;
  private final Consumer<Attempt<T>> sender;
  private final Refused<T> refusals;
  private final Lane<Attempt<T>> lane;
  private final Counts results = new Counts();

  /**
   * Attempts of which there are none yet.
   *
   * @param sender makes a try, at the end of which it or something after it must call {@link
   *     #finish}, {@link #refuse} or {@link #retry} once
   * @param refusals is called on the loop
   */
  Attempts(
      WriteLoop loop,
      Fence fence,
      AttemptSettings settings,
      Consumer<Attempt<T>> sender,
      Refused<T> refusals) {
    this.loop = loop;
    this.fence = fence;
    this.settings = settings;
    this.sender = sender;
    this.refusals = refusals;
    this.lane = new Lane<>(settings::inFlight, this::proceed);
  }

  /** Takes a write over; any thread. */
  void add(T what) {
    Attempt<T> attempt = new Attempt<>(what, fence.epoch());
    loop.execute(() -> lane.add(attempt));
  }

  /** How writes ended so far, and {@code Retried} for each try after the first; any thread. */
  Counts results() {
    return results;
  }

  /** Ends a write. */
  void finish(String result) {
    results.add(result);
    lane.release();
  }

  /** Ends a write that did not take effect; counted by its reason. */
  void refuse(Attempt<T> attempt, String reason, String message) {
    refusals.refused(attempt.what, reason, message);
    finish(reason);
  }

  /** Tries again, not before the API server wants it to; refused after too many tries. */
  void retry(Attempt<T> attempt, ApiResponse response, String reason) {
    Duration after = response.retryAfter();
    retry(attempt, after == null ? 0 : after.toNanos(), reason, response.message());
  }

  /** Tries again what got no answer; refused after too many tries. */
  void retryUnanswered(Attempt<T> attempt, String reason) {
    retry(attempt, 0, reason, "the API server does not answer");
  }

  private void retry(Attempt<T> attempt, long atLeastNanos, String reason, String message) {
    if (attempt.tries >= settings.maxTries()) {
      refuse(attempt, reason, message);
      return;
    }
    results.add("Retried");
    later(attempt, Math.max(atLeastNanos, settings.retry().nanosAfter(attempt.tries)));
  }

  private void proceed(Attempt<T> attempt) {
    switch (fence.permit(attempt.epoch)) {
      case SEND -> {
        attempt.tries++;
        sender.accept(attempt);
      }
      case WAIT -> later(attempt, FENCE_POLL_NANOS);
      case LOST -> refuse(attempt, "NotLeader", "leadership was lost before it was sent");
    }
  }

  private void later(Attempt<T> attempt, long nanos) {
    loop.after(nanos, () -> lane.addFirst(attempt));
    lane.release();
  }
}
