package dev.basalt.inspector;

import org.jspecify.annotations.Nullable;

/** Knows who may do what. May block: called on a thread of the call. */
@FunctionalInterface
public interface Authority {
  /** Why a call is turned away. */
  enum Verdict {
    ALLOWED,
    /** The token says nothing to the API server. */
    UNKNOWN_TOKEN,
    /** The token's owner may not do this. */
    FORBIDDEN,
    /** The API server did not answer. */
    UNREACHABLE
  }

  /**
   * Judges a call.
   *
   * @param token the caller's bearer token, null if it sent none
   */
  Verdict judge(@Nullable String token, Access access);
}
