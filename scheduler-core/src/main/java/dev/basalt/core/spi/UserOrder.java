package dev.basalt.core.spi;

import dev.basalt.core.model.QueueUser;

/**
 * Says which of the users of one queue is served first. Called on the engine's thread while a
 * session runs; must not change anything but {@link QueueUser#advance}.
 *
 * <p>Unlike other orders it may change with each decision: a session asks again after it has placed
 * something, and relies on nothing but the user of that changing place.
 */
public interface UserOrder {
  /**
   * Below 0 if the first user comes first, above 0 if the second does, 0 if both stand alike: then
   * their jobs are ordered by what else there is.
   *
   * @param promisesToo whether what was promised to admitted groups counts as held: in the order in
   *     which groups are let in, not in that in which pods are placed
   */
  int compare(QueueUser first, QueueUser second, boolean promisesToo);

  /** What the order goes by, for people: the lower the sooner; 0 for who had nothing lately. */
  double share(QueueUser user);
}
