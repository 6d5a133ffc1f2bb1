package dev.basalt.cluster.http;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A token that its issuer replaces in a file now and then: read again twice a minute. */
final class TokenFile implements OAuthTokenProvider {
  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private record Reading(String token, long atNanos) {}

  private final Path file;
  private volatile Reading reading;

  TokenFile(Path file) {
    this.file = file;
    this.reading = read();
  }

  @Override
  public String getToken() {
    Reading current = reading;
    if (System.nanoTime() - current.atNanos() > MAX_AGE_NANOS) {
      current = read();
      reading = current;
    }
    return current.token();
  }

  private Reading read() {
    try {
      return new Reading(Files.readString(file).strip(), System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException("service account token " + file + " cannot be read", e);
    }
  }
}
