package dev.basalt.bench.bindings;

import java.util.concurrent.CompletableFuture;

/** A client and its connections. */
interface Sender extends AutoCloseable {
  /**
   * Posts a body.
   *
   * @param path from the first slash on
   * @return the status code
   */
  CompletableFuture<Integer> post(String path, String contentType, byte[] body);

  @Override
  void close();
}
