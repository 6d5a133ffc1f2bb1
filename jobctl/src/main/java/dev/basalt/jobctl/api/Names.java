package dev.basalt.jobctl.api;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.request.Syntax;

/**
 * Names of objects, before they become parts of a path: an empty one would turn an object's path
 * into that of all objects of its kind.
 */
public final class Names {
  private static final int WRONG_USAGE = 2;

  private Names() {}

  /**
   * The same name.
   *
   * @param kind what people call the thing that it names
   * @throws Failure if nothing can be called so
   */
  public static String checked(String kind, String name) {
    if (name.isEmpty()) {
      throw new Failure(
          WRONG_USAGE, "the name of the " + kind + " is empty; is a variable that gives it unset?");
    }
    if (!Syntax.isName(name)) {
      throw new Failure(
          WRONG_USAGE,
          "\"%s\" is no name of a %s; names are of lowercase letters, digits, dashes and dots, and begin and end with a letter or digit"
              .formatted(name, kind));
    }
    return name;
  }
}
