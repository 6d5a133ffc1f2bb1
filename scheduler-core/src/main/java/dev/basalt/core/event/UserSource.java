package dev.basalt.core.event;

/**
 * Where the user of a job is read from, whose share is counted in its queue.
 *
 * @param kind the kind of place
 * @param key the label's or annotation's key, empty for the namespace
 */
public record UserSource(Kind kind, String key) {
  /** The kinds of places. */
  public enum Kind {
    NAMESPACE,
    LABEL,
    ANNOTATION
  }

  /** Each namespace is a user. */
  public static final UserSource NAMESPACE = new UserSource(Kind.NAMESPACE, "");

  /** The annotation that is read where nothing else is asked for. */
  public static final UserSource USER_ANNOTATION =
      new UserSource(Kind.ANNOTATION, "basalt.dev/user");

  /**
   * Reads {@code namespace}, {@code label:KEY} or {@code annotation:KEY}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static UserSource parse(String text) {
    if (text.equals("namespace")) {
      return NAMESPACE;
    }
    int colon = text.indexOf(':');
    String key = text.substring(colon + 1).strip();
    if (colon > 0 && !key.isEmpty()) {
      switch (text.substring(0, colon)) {
        case "label" -> {
          return new UserSource(Kind.LABEL, key);
        }
        case "annotation" -> {
          return new UserSource(Kind.ANNOTATION, key);
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException("must be namespace, label:KEY or annotation:KEY");
  }

  /** The label or annotation that specs carry: the one named, else {@link #USER_ANNOTATION}. */
  public UserSource mark() {
    return kind == Kind.NAMESPACE ? USER_ANNOTATION : this;
  }

  /** Whether the label of that key is it. */
  public boolean isLabel(String labelKey) {
    return kind == Kind.LABEL && key.equals(labelKey);
  }

  /** Whether the annotation of that key is it. */
  public boolean isAnnotation(String annotationKey) {
    return kind == Kind.ANNOTATION && key.equals(annotationKey);
  }

  @Override
  public String toString() {
    return kind == Kind.NAMESPACE
        ? "namespace"
        : (kind == Kind.LABEL ? "label:" : "annotation:") + key;
  }
}
