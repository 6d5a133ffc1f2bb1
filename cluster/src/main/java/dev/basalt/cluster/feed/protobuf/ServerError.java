package dev.basalt.cluster.feed.protobuf;

/**
 * An error as the API server puts it ({@code Status}).
 *
 * @param code as in HTTP, 0 if not stated
 * @param reason a word such as {@code Expired}
 * @param message for people
 */
public record ServerError(int code, String reason, String message) {
  private static final int GONE = 410;

  /**
   * Reads an error.
   *
   * @throws MalformedFrameException if the bytes are none
   */
  public static ServerError read(byte[] bytes, int offset, int length) {
    int code = 0;
    String reason = "";
    String message = "";
    WireReader reader = new WireReader();
    reader.reset(bytes, offset, length);
    while (reader.next()) {
      switch (reader.field()) {
        case 3 -> message = reader.string();
        case 4 -> reason = reader.string();
        case 6 -> code = (int) reader.number();
        default -> reader.skip();
      }
    }
    return new ServerError(code, reason, message);
  }

  /** Whether a resource version was too old to go on from. */
  public boolean expired() {
    return code == GONE || reason.equals("Expired") || reason.equals("Gone");
  }

  @Override
  public String toString() {
    return code + " " + reason + ": " + message;
  }
}
