package dev.basalt.cluster.write;

import dev.basalt.core.port.Binding;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One binding on its way, from its taking over to its only answer. Owned by the write loop. */
final class Flight {
  /** Why a binding is refused once it is certain that it did not take effect. */
  record Verdict(String reason, String message) {}

  final Binding binding;
  final long epoch;
  final long takenAtNanos;

  /** How often it was sent. */
  int sends;

  /** How many of those sends got no definite answer. */
  int unanswered;

  /** Tries in a row of the current request that got no useful answer. */
  int failures;

  /** Whether the pod must be read before anything else is done. */
  boolean inDoubt;

  /** The refusal that stands if the pod turns out to be unbound for good, null if none yet. */
  @Nullable Verdict verdict;

  /** Whether it was answered. */
  boolean answered;

  /** Whether a request without a definite answer may still, or may already, have taken effect. */
  private boolean unsettled;

  private long landsUntilNanos;

  Flight(Binding binding, long epoch, long takenAtNanos) {
    this.binding = binding;
    this.epoch = epoch;
    this.takenAtNanos = takenAtNanos;
  }

  /** A request got no definite answer; it may take effect until then. */
  void lost(long landsUntil) {
    if (!unsettled || landsUntil - landsUntilNanos > 0) {
      landsUntilNanos = landsUntil;
    }
    unsettled = true;
  }

  /** The pod was read and unbound; it settles the matter if no lost request could land later. */
  void seenUnbound(long askedAtNanos) {
    if (unsettled && askedAtNanos - landsUntilNanos >= 0) {
      unsettled = false;
    }
  }

  /** Whether the pod, if it is not bound now, cannot turn out bound by an earlier request. */
  boolean settled() {
    return !unsettled;
  }

  /** For how long a lost request may still take effect, 0 or less if none can. */
  long landsForNanos(long nowNanos) {
    return unsettled ? landsUntilNanos - nowNanos : 0;
  }

  /** The request's body. Names and UIDs are the API server's own, so nothing needs escaping. */
  byte[] body() {
    String text =
        "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"namespace\":\""
            + binding.namespace()
            + "\",\"name\":\""
            + binding.podName()
            + "\",\"uid\":\""
            + binding.podUid()
            + "\"},\"target\":{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\""
            + binding.nodeName()
            + "\"}}";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
