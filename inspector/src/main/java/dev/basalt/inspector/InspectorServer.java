package dev.basalt.inspector;

import dev.basalt.core.engine.Engine;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Serves the inspector over TLS. */
public final class InspectorServer implements AutoCloseable {
  private static final long REREAD_SECONDS = 60;
  private static final long DRAIN_SECONDS = 2;

  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService reread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("inspector-certificate").daemon().factory());
  private final Server server;

  /**
   * Starts serving.
   *
   * @param port 0 for any free one
   * @param certificates folder of {@code tls.crt} and {@code tls.key} in PEM, as Kubernetes mounts
   *     a Secret of type TLS; read again every minute, so that a renewed certificate is taken
   * @throws IOException if the port cannot be had or the files cannot be used; the message says so
   */
  public InspectorServer(
      String address,
      int port,
      Path certificates,
      Engine engine,
      SessionFeed sessions,
      Authority authority)
      throws IOException {
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    try {
      keys.updateIdentityCredentials(
          file(certificates, "tls.crt"),
          file(certificates, "tls.key"),
          REREAD_SECONDS,
          TimeUnit.SECONDS,
          reread);
    } catch (GeneralSecurityException | IOException e) {
      stopThreads();
      throw new IOException(
          "the TLS certificate in " + certificates + " cannot be used: " + e.getMessage(), e);
    }
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(address, port),
                  TlsServerCredentials.newBuilder().keyManager(keys).build())
              .executor(calls)
              .intercept(new BearerToken())
              .addService(new InspectorService(engine, sessions, authority))
              .build()
              .start();
    } catch (IOException e) {
      stopThreads();
      throw e;
    }
  }

  /** The port really served. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopThreads();
  }

  private void stopThreads() {
    reread.shutdownNow();
    calls.shutdownNow();
  }

  private static File file(Path folder, String name) throws IOException {
    File file = folder.resolve(name).toFile();
    if (!file.canRead()) {
      throw new IOException(name + " is missing there or cannot be read");
    }
    return file;
  }
}
