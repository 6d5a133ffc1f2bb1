package dev.basalt.inspector;

/** What a call wants to do, in the words of Kubernetes' authorisation. */
public sealed interface Access {
  /**
   * On objects.
   *
   * @param namespace empty for all namespaces, or a kind that has none
   */
  record OnObjects(String verb, String group, String resource, String namespace, String name)
      implements Access {}

  /** On a path that stands for no object. */
  record OnPath(String verb, String path) implements Access {}
}
