package dev.basalt.testkit.fault;

import java.time.Duration;
import java.util.Optional;

/** One way in which a request or a watch can go wrong. */
public sealed interface Fault {

  /** What happens to a request, or to the watch that it opens. */
  sealed interface OnRequest extends Fault {}

  /** What happens to the events of a watch, whether it is just being opened or open already. */
  sealed interface OnWatch extends OnRequest {}

  /** The connection is reset; the API server never hears of the request. */
  record Drop() implements OnRequest {}

  /**
   * The API server does what the request asks for; the connection is reset in place of the reply.
   */
  record LoseReply() implements OnRequest {}

  /**
   * The request is answered with an error; the API server never hears of it.
   *
   * @param code the HTTP status, 400 to 599
   * @param reason the reason in the Status body, such as {@code Conflict}
   * @param retryAfter what the Retry-After header says, in whole seconds
   */
  record Answer(int code, String reason, Optional<Duration> retryAfter) implements OnRequest {
    public Answer {
      if (code < 400 || code > 599) {
        throw new IllegalArgumentException("an error has a status of 400 to 599, not " + code);
      }
    }
  }

  /** The request is forwarded after a time drawn evenly between two bounds. */
  record Delay(Duration least, Duration most) implements OnRequest {
    public Delay {
      if (least.isNegative() || most.compareTo(least) < 0) {
        throw new IllegalArgumentException("no time lies between " + least + " and " + most);
      }
    }
  }

  /** After some more events the connection of the watch is reset. */
  record BreakWatch(int afterEvents) implements OnWatch {}

  /** After some more events the watch ends with an ERROR event, 410 Expired. */
  record ExpireWatch(int afterEvents) implements OnWatch {}

  /**
   * After some more events the watch falls silent for a time; then it goes on, with nothing lost.
   */
  record StallWatch(int afterEvents, Duration time) implements OnWatch {}

  static Fault.OnRequest drop() {
    return new Drop();
  }

  static Fault.OnRequest loseReply() {
    return new LoseReply();
  }

  /** 409: the object was changed by somebody else, or exists already. */
  static Fault.OnRequest conflict() {
    return new Answer(409, "Conflict", Optional.empty());
  }

  /** 410 in place of a list or of a watch's first byte: the resource version is too old. */
  static Fault.OnRequest gone() {
    return new Answer(410, "Expired", Optional.empty());
  }

  /** 429 with a Retry-After header. */
  static Fault.OnRequest tooManyRequests(Duration retryAfter) {
    return new Answer(429, "TooManyRequests", Optional.of(retryAfter));
  }

  static Fault.OnRequest serverError() {
    return new Answer(500, "InternalError", Optional.empty());
  }

  static Fault.OnRequest delay(Duration least, Duration most) {
    return new Delay(least, most);
  }

  static Fault.OnWatch breakWatch(int afterEvents) {
    return new BreakWatch(afterEvents);
  }

  static Fault.OnWatch expireWatch(int afterEvents) {
    return new ExpireWatch(afterEvents);
  }

  static Fault.OnWatch stallWatch(int afterEvents, Duration time) {
    return new StallWatch(afterEvents, time);
  }
}
