package dev.basalt.app;

import java.io.IOException;
import java.net.InetAddress;

/** What this machine is called, for identities that people read. */
public final class HostName {
  private HostName() {}

  /** The name, or {@code basalt} where it has none. */
  public static String get() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "basalt";
    }
  }
}
