package dev.basalt.webhook.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails once more was read than is allowed. */
final class BoundedInput extends FilterInputStream {
  /** More was sent than is allowed. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private TooLargeException(long most) {
      super("a review may have " + most + " bytes at most");
    }
  }

  private final long most;
  private long left;

  BoundedInput(InputStream in, long most) {
    super(in);
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) throws IOException {
    left -= read;
    if (left < 0) {
      throw new TooLargeException(most);
    }
  }
}
