package dev.basalt.core.estimate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The templates that pods were made from lately. Bounded: the one used longest ago goes first, and
 * what was learned of it is forgotten once its last pod is gone. Owned by one thread.
 */
public final class Templates {
  /** Templates that are remembered: some 200 bytes each. */
  static final int MOST = 4096;

  private static final int NAME_PARTS = 3;
  private static final int SHORTEST_HASH = 5;
  private static final int LONGEST_HASH = 10;

  /** Of what Kubernetes makes random names and hashes: no vowels, nothing that looks like one. */
  private static final String HASH_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private record Key(String namespace, String name, String role) {}

  @SuppressWarnings("serial") // never serialized
  private final Map<Key, Template> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Template> eldest) {
          return size() > MOST;
        }
      };

  /**
   * The template of that name in a namespace.
   *
   * @param role the pod's role within its job, empty if none: each is a template of its own
   */
  public Template of(String namespace, String name, String role) {
    return recent.computeIfAbsent(new Key(namespace, name, role), key -> new Template());
  }

  /** How many are remembered. */
  int size() {
    return recent.size();
  }

  /**
   * The name of a template from that of something made from it: up to three parts at the end are
   * left out that are a number, or a hash as Kubernetes makes them. {@code train-28912340-x7k2p}
   * and {@code train-0} were made from {@code train}.
   */
  public static String nameOf(String made) {
    int end = made.length();
    for (int part = 0; part < NAME_PARTS; part++) {
      int dash = made.lastIndexOf('-', end - 1);
      if (dash <= 0 || !(isNumber(made, dash + 1, end) || isHash(made, dash + 1, end))) {
        break;
      }
      end = dash;
    }
    return made.substring(0, end);
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }

  private static boolean isHash(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (HASH_LETTERS.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return to - from >= SHORTEST_HASH && to - from <= LONGEST_HASH;
  }
}
