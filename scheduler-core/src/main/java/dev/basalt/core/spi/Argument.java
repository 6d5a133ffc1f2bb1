package dev.basalt.core.spi;

/**
 * An argument of a plugin, as it is declared: what reads it, what reports arguments that nobody
 * reads, and the configuration reference are made of the same declaration.
 *
 * @param name its key in the configuration; one that ends with {@code *} stands for all keys that
 *     begin so
 * @param standard the value where the configuration has none, as it would be written there; empty
 *     for an argument that may be absent
 * @param description what it does, in a sentence
 */
public record Argument(String name, String standard, String description) {
  private static final String ANY = "*";

  /** The one of several arguments whose key ends with {@code rest} in place of {@code *}. */
  public Argument named(String rest) {
    return new Argument(prefix() + rest, standard, description);
  }

  /** The same with another value where the configuration has none. */
  public Argument withStandard(String value) {
    return new Argument(name, value, description);
  }

  /** Whether a key of the configuration is this argument. */
  public boolean is(String key) {
    return name.endsWith(ANY) ? key.startsWith(prefix()) : key.equals(name);
  }

  /** The name without {@code *} at its end. */
  public String prefix() {
    return name.endsWith(ANY) ? name.substring(0, name.length() - ANY.length()) : name;
  }
}
