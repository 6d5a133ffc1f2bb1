package dev.basalt.webhook.admit;

import java.util.Map;

/** The namespaces that there are. */
public interface NamespaceBook {
  /** A namespace's annotations; empty if it has none or is not known yet. */
  Map<String, String> annotations(String namespace);
}
