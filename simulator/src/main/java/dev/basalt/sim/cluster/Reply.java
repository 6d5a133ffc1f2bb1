package dev.basalt.sim.cluster;

/**
 * What became of a call to the API server, as its caller sees it.
 *
 * @param outcome the outcome
 * @param reason machine-readable, empty on success
 * @param message for people, empty on success
 */
record Reply(Outcome outcome, String reason, String message) {
  enum Outcome {
    /** Done. */
    OK,
    /** 404: there is no such object. */
    NOT_FOUND,
    /** 409: the object is not in a state that allows this, or changed meanwhile. */
    CONFLICT,
    /** 429 or no connection: not done, may be tried again. */
    UNAVAILABLE,
    /** No reply came: it may have been done or not. */
    UNKNOWN
  }

  static final Reply OK = new Reply(Outcome.OK, "", "");
  static final Reply UNKNOWN = new Reply(Outcome.UNKNOWN, "Timeout", "no reply");

  static Reply notFound(String reason, String message) {
    return new Reply(Outcome.NOT_FOUND, reason, message);
  }

  static Reply conflict(String message) {
    return new Reply(Outcome.CONFLICT, "Conflict", message);
  }

  static Reply unavailable(String reason) {
    return new Reply(Outcome.UNAVAILABLE, reason, "the API server did not take the request");
  }
}
