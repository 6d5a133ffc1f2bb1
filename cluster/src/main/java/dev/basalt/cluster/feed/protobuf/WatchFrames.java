package dev.basalt.cluster.feed.protobuf;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into the frames of a protobuf watch: a length of four bytes, big-endian,
 * then as many bytes. Chunks may end anywhere. Owned by one thread.
 */
public final class WatchFrames {
  /** Takes one frame, which lies in the array only during the call. */
  public interface Sink {
    void frame(byte[] bytes, int offset, int length);
  }

  private static final int HEADER = 4;

  /**
   * No object is larger: etcd takes 1.5 MiB by default, and operators seldom allow ten times that.
   */
  private static final int MAX_FRAME = 64 << 20;

  private byte[] pending = new byte[64 * 1024];
  private int count;

  /**
   * Takes a chunk and hands on every frame that is complete with it.
   *
   * @throws MalformedFrameException if a length cannot be one
   */
  public void accept(ByteBuffer chunk, Sink sink) {
    int size = chunk.remaining();
    if (pending.length - count < size) {
      pending = Arrays.copyOf(pending, Math.max(pending.length * 2, count + size));
    }
    chunk.get(pending, count, size);
    count += size;
    int position = 0;
    while (count - position >= HEADER) {
      int length = ByteBuffer.wrap(pending).getInt(position);
      if (length < 0 || length > MAX_FRAME) {
        throw new MalformedFrameException("frame of " + Integer.toUnsignedLong(length) + " bytes");
      }
      if (count - position - HEADER < length) {
        break;
      }
      sink.frame(pending, position + HEADER, length);
      position += HEADER + length;
    }
    System.arraycopy(pending, position, pending, 0, count - position);
    count -= position;
  }
}
