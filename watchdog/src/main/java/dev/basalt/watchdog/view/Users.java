package dev.basalt.watchdog.view;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Whose an object is. */
final class Users {
  private Users() {}

  /** Whom admission wrote on it, else its namespace. */
  static String of(HasMetadata object, ObjectKey key) {
    String user = Metadata.annotation(object, BasaltNames.USER);
    return user.isEmpty() ? key.namespace() : user;
  }
}
