package dev.basalt.sim.story;

/** A story cannot be read; the message names file, field and remedy. */
public final class StoryFormatException extends Exception {
  private static final long serialVersionUID = 1;

  StoryFormatException(String place, String problem) {
    super(place + ": " + problem);
  }
}
