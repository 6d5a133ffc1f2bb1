package dev.basalt.cluster.feed.protobuf;

/** Reads a page of a list; the items are handed on as bytes. Reused; owned by one thread. */
public final class ListSkimmer {
  /** Takes one item, which lies in the array only during the call. */
  public interface Sink {
    void item(byte[] bytes, int offset, int length);
  }

  private final WireReader reader = new WireReader();
  private String resourceVersion = "";
  private String continueToken = "";

  /**
   * Reads one page.
   *
   * @throws MalformedFrameException if the bytes are no list
   */
  public void skim(byte[] bytes, int offset, int length, Sink items) {
    reset();
    reader.reset(bytes, offset, length);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> metadata();
        case 2 -> {
          int outer = reader.enter();
          items.item(reader.bytes(), reader.position(), reader.limit() - reader.position());
          reader.leave(outer);
        }
        default -> reader.skip();
      }
    }
  }

  private void metadata() {
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> resourceVersion = reader.string();
        case 3 -> continueToken = reader.string();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
  }

  /** Forgets the page read last. */
  public void reset() {
    resourceVersion = "";
    continueToken = "";
  }

  /** The version of the whole list. */
  public String resourceVersion() {
    return resourceVersion;
  }

  /** Asks for the next page, empty on the last one. */
  public String continueToken() {
    return continueToken;
  }
}
