package dev.basalt.watchdog.alert;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;

/** Short names of things, by hash (64-bit FNV-1a). */
final class Fingerprints {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final int SEPARATOR = 0xff;

  private Fingerprints() {}

  /** That of labels, the same one that Alertmanager shows for them. */
  static String of(SortedMap<String, String> labels) {
    long hash = BASIS;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      hash = separate(add(hash, label.getKey()));
      hash = separate(add(hash, label.getValue()));
    }
    return text(hash);
  }

  /** That of some words. */
  static String of(String... words) {
    long hash = BASIS;
    for (String word : words) {
      hash = separate(add(hash, word));
    }
    return text(hash);
  }

  private static long add(long hash, String text) {
    long next = hash;
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      next = (next ^ (one & 0xff)) * PRIME;
    }
    return next;
  }

  private static long separate(long hash) {
    return (hash ^ SEPARATOR) * PRIME;
  }

  private static String text(long hash) {
    return String.format("%016x", hash);
  }
}
