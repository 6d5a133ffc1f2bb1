package dev.basalt.app.demo;

/** Where a run is shown. */
interface Display extends AutoCloseable {
  /** How often a picture is wanted, in milliseconds. */
  long periodMillis();

  /** Says once, before the first picture, where this runs and what will come. */
  void begin(String heading);

  void show(Picture picture);

  /** Leaves the last picture standing; lines may follow it. */
  @Override
  void close();
}
