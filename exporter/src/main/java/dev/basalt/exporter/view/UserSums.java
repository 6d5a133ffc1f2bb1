package dev.basalt.exporter.view;

/** What a user's pods of a queue hold on nodes. */
public final class UserSums {
  private final QueueSums queue;
  private final String name;
  private final Sums allocated = new Sums();
  private int parties;
  private boolean published;

  UserSums(QueueSums queue, String name) {
    this.queue = queue;
    this.name = name;
  }

  public QueueSums queue() {
    return queue;
  }

  public String name() {
    return name;
  }

  /** What they hold. */
  public Sums allocated() {
    return allocated;
  }

  /** Whether the user has found a place within the limit. */
  public boolean published() {
    return published;
  }

  /** Notes whether the user has found a place within the limit. */
  public void published(boolean value) {
    published = value;
  }

  void partyCame() {
    parties++;
  }

  /** Returns whether none is left. */
  boolean partyLeft() {
    return --parties == 0;
  }
}
