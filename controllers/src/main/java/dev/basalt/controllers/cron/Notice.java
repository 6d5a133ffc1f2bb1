package dev.basalt.controllers.cron;

/**
 * Something to be recorded on a CronJob.
 *
 * @param reason one word
 * @param message a sentence
 */
record Notice(boolean warning, String reason, String message) {
  static Notice normal(String reason, String message) {
    return new Notice(false, reason, message);
  }

  static Notice warning(String reason, String message) {
    return new Notice(true, reason, message);
  }
}
