package dev.basalt.controllers.runtime;

/**
 * Something to be recorded on an object.
 *
 * @param reason one word
 * @param message a sentence
 */
public record Notice(boolean warning, String reason, String message) {
  /** Something that is as it should be. */
  public static Notice normal(String reason, String message) {
    return new Notice(false, reason, message);
  }

  /** Something that is not. */
  public static Notice warning(String reason, String message) {
    return new Notice(true, reason, message);
  }
}
