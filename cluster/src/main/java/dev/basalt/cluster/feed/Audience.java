package dev.basalt.cluster.feed;

/**
 * Is told what a watch shows of one kind; by one thread at a time.
 *
 * @param <T> the kind's spec
 */
interface Audience<T> {
  /** An object was seen. */
  void seen(T spec);

  /** An object was deleted. */
  void deleted(String key);

  /** All objects will be seen anew; a list that breaks off is followed by another beginning. */
  void beginList();

  /** All objects there are have been seen since the beginning: any other is gone. */
  void endList();
}
