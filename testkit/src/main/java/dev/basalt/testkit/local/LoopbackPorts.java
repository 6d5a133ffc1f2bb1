package dev.basalt.testkit.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Finds free ports on the loopback interface. They lie below the range that operating systems take
 * outgoing connections' ports from, so that a port stays free while its server is restarted.
 */
public final class LoopbackPorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 500;

  private final RandomGenerator random;

  public LoopbackPorts(RandomGenerator random) {
    this.random = random;
  }

  /** Distinct ports that nobody listens on at this moment. */
  public int[] free(int count) {
    return random
        .ints(LOWEST, HIGHEST)
        .distinct()
        .limit(ATTEMPTS)
        .filter(LoopbackPorts::isFree)
        .limit(count)
        .toArray();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
