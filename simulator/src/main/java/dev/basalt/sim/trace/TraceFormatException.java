package dev.basalt.sim.trace;

/** A trace cannot be read; the message names file, line, column and remedy. */
public final class TraceFormatException extends Exception {
  private static final long serialVersionUID = 1;

  TraceFormatException(String place, String problem) {
    super(place + ": " + problem);
  }
}
