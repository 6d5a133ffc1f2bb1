package dev.basalt.watchdog.view;

import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.UserSource;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Whose an object is.
 *
 * @param source where that is read from
 */
record Users(UserSource source) {
  /** Whom it names, else its namespace. */
  String of(HasMetadata object, ObjectKey key) {
    String user =
        switch (source.kind()) {
          case NAMESPACE -> "";
          case LABEL -> Metadata.label(object, source.key());
          case ANNOTATION -> Metadata.annotation(object, source.key());
        };
    return user.isEmpty() ? key.namespace() : user;
  }
}
