package dev.basalt.testkit.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What kube-proxy is for one Service: takes the Service's address on this machine and passes each
 * connection on. Needs root.
 */
final class ServiceProxy implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final String address;
  private final InetSocketAddress behind;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private ServiceProxy(String address, InetSocketAddress behind, ServerSocket door) {
    this.address = address;
    this.behind = behind;
    this.door = door;
  }

  /**
   * Starts to listen.
   *
   * @param address of the Service
   * @param port of the Service
   * @param behind who serves
   */
  static ServiceProxy start(String address, int port, InetSocketAddress behind)
      throws IOException, InterruptedException {
    RealNode.run(List.of("ip", "address", "replace", address + "/32", "dev", "lo"));
    ServerSocket door = new ServerSocket(port, BACKLOG, InetAddress.getByName(address));
    ServiceProxy proxy = new ServiceProxy(address, behind, door);
    Thread.ofPlatform().daemon().start(proxy::accept);
    return proxy;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket asking = door.accept();
        open.add(asking);
        Thread.ofPlatform().daemon().start(() -> connect(asking));
      } catch (IOException e) {
        // Closed, or one that asked has gone.
      }
    }
  }

  private void connect(Socket asking) {
    try (asking;
        Socket serving = new Socket(behind.getAddress(), behind.getPort())) {
      open.add(serving);
      Thread back = Thread.ofPlatform().daemon().start(() -> copy(serving, asking));
      copy(asking, serving);
      back.join();
      open.remove(serving);
    } catch (IOException e) {
      // Nobody serves: who asked sees the end of the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(asking);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    try (one;
        other) {
      // Only the end of both.
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
    try {
      RealNode.run(List.of("ip", "address", "delete", address + "/32", "dev", "lo"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
