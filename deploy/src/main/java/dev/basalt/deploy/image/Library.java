package dev.basalt.deploy.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A jar that the program runs with.
 *
 * @param group such as {@code io.netty}
 * @param file the jar's name
 * @param classifier tells jars of one library apart; empty for most
 * @param sha256 of the jar, hexadecimal
 * @param licences as its author published them, by SPDX's names where they are known; more than one
 *     leave the choice
 * @param component as the list of libraries describes it
 */
public record Library(
    String group,
    String name,
    String version,
    String classifier,
    String file,
    String sha256,
    List<String> licences,
    ObjectNode component) {

  /** Whether it is a part of Basalt. */
  public boolean ours() {
    return group.equals("dev.basalt");
  }

  /** What the list of libraries calls it. */
  String reference() {
    return component.path("bom-ref").asText();
  }
}
