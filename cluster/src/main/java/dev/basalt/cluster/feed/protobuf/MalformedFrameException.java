package dev.basalt.cluster.feed.protobuf;

/** Bytes that are not what the API server's protobuf encoding promises. */
public final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedFrameException(String message) {
    super(message);
  }
}
