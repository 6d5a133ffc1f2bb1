package dev.basalt.deploy.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What stands at one path of an image. All of it belongs to root. */
public sealed interface Content {

  /**
   * A file with the bytes of one of this machine.
   *
   * @param executable whether it is a program
   */
  record FileCopy(Path source, boolean executable) implements Content {}

  /**
   * A file made of these bytes.
   *
   * @param executable whether it is a program
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] bytes, boolean executable) implements Content {}

  /** A folder. @param mode its permissions, such as 0755 */
  record Folder(int mode) implements Content {}

  /** A symbolic link. @param target what it leads to */
  record Link(String target) implements Content {}

  /** A file of text that is no program. */
  static Content text(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** A script that can be run. */
  static Content script(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8), true);
  }
}
