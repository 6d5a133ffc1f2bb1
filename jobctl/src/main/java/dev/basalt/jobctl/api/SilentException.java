package dev.basalt.jobctl.api;

import java.io.IOException;
import java.time.Duration;

/** Nothing came for so long that the connection may be dead; another one is to be made. */
public final class SilentException extends IOException {
  private static final long serialVersionUID = 1;

  SilentException(Duration silence) {
    super("nothing came for " + silence.toSeconds() + " s");
  }
}
