package dev.basalt.cluster.feed.protobuf;

/**
 * Reads objects of one kind. Owned by one thread.
 *
 * @param <T> the kind's spec
 */
public interface Skimmer<T> {
  /**
   * Reads one object.
   *
   * @throws MalformedFrameException if the bytes are no such object
   */
  T skim(byte[] bytes, int offset, int length);

  /** The resource version of the object read last. */
  String resourceVersion();

  /** Whether the object read last is the bookmark that ends the initial objects of a watch. */
  boolean endsInitialEvents();
}
