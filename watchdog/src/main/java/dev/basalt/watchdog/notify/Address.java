package dev.basalt.watchdog.notify;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a receiver is: a URL, {@code env:NAME} or {@code file:PATH} for one that is a secret. The
 * file is read each time, so that it may change. What it says of itself in logs holds no secret.
 */
public final class Address {
  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";

  /**
   * A URL that can be used.
   *
   * @param uri without user and password
   * @param authorization a header's value, null for none
   */
  public record Target(URI uri, @Nullable String authorization) {}

  private final String text;
  private final Map<String, String> environment;

  private Address(String text, Map<String, String> environment) {
    this.text = text;
    this.environment = environment;
  }

  /**
   * An address as it is written on a command line or in a file.
   *
   * @throws IllegalArgumentException if it is a URL and cannot be used; names the remedy
   */
  public static Address of(String text, Map<String, String> environment) {
    Address address = new Address(text, environment);
    if (!text.startsWith(ENVIRONMENT) && !text.startsWith(FILE)) {
      Target _ = address.target(text);
    }
    return address;
  }

  /**
   * Where it is now.
   *
   * @throws IllegalArgumentException if that cannot be told; the message holds no secret
   */
  public Target resolve() {
    if (text.startsWith(ENVIRONMENT)) {
      String name = text.substring(ENVIRONMENT.length());
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        throw new IllegalArgumentException(
            "environment variable " + name + " is not set; put the receiver's URL there");
      }
      return target(value.strip());
    }
    if (text.startsWith(FILE)) {
      Path file = Path.of(text.substring(FILE.length()));
      try {
        return target(Files.readString(file).strip());
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "file " + file + " cannot be read; put the receiver's URL there", e);
      }
    }
    return target(text);
  }

  private Target target(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      // The message would quote the URL.
      throw unusable();
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw unusable();
    }
    String user = uri.getUserInfo();
    if (user == null) {
      return new Target(uri, null);
    }
    String basic =
        Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    String raw = uri.getRawUserInfo();
    return new Target(URI.create(url.replaceFirst(Pattern.quote(raw + "@"), "")), "Basic " + basic);
  }

  private IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "the URL of " + this + " is not one such as https://alerts.example.com:9093");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** For logs: a secret's place, or of a URL scheme, host and port. */
  @Override
  public String toString() {
    if (text.startsWith(ENVIRONMENT) || text.startsWith(FILE)) {
      return text;
    }
    try {
      URI uri = URI.create(text);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme() + "://" + uri.getHost() + port;
    } catch (IllegalArgumentException e) {
      return "a receiver";
    }
  }
}
