package dev.basalt.exporter.view;

/** Is told what happens while somebody looks on; called under the view's lock. */
public interface Happenings {
  /**
   * A pod ended.
   *
   * @param failed whether it failed
   * @param reason why it failed, empty if it did not or nobody says
   */
  void podEnded(String queue, boolean failed, String reason);

  /** A job began to run, so many seconds after it was made. */
  void jobStarted(String queue, String user, long waitedSeconds);

  /** A job ended, so many seconds after it began. */
  void jobEnded(String queue, String user, String phase, long seconds);

  /** As many pods as a gang needs are bound, so many seconds after it was made. */
  void gangPlaced(String queue, long waitedSeconds);

  /** A gang was let in, so many seconds after it was made. */
  void gangAdmitted(String queue, long waitedSeconds);
}
