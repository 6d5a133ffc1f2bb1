package dev.basalt.controllers.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Records events on the objects that controllers look after. Returns at once; any thread. */
public interface Notices {
  /**
   * Records an event.
   *
   * @param warning Warning if true, else Normal
   * @param reason one word
   * @param message a sentence
   */
  void event(HasMetadata object, boolean warning, String reason, String message);
}
