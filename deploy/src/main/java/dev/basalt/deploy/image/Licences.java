package dev.basalt.deploy.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which licences we take, and the list of those that were taken. */
public final class Licences {
  /**
   * What may be given on with a program under the Apache licence, by SPDX's names; where a library
   * leaves the choice, the earliest here is taken.
   */
  private static final List<String> TAKEN =
      List.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "BSD-3-Clause",
          "BSD-2-Clause",
          "ISC",
          "CC0-1.0",
          "EPL-2.0",
          "EPL-1.0");

  /** Groups whose POM names its licence so that it is taken for another one. */
  private static final Map<String, String> READ_BY_HAND =
      Map.of(
          // "The BSD License", with the address of the one with three clauses.
          "org.jline", "BSD-3-Clause");

  private Licences() {}

  /** The licences of a component of a CycloneDX list. */
  static List<String> of(JsonNode component) {
    String known = READ_BY_HAND.get(component.path("group").asText());
    if (known != null) {
      return List.of(known);
    }
    List<String> licences = new ArrayList<>();
    for (JsonNode entry : component.path("licenses")) {
      JsonNode licence = entry.path("license");
      String id = licence.path("id").asText(licence.path("name").asText());
      licences.add(id.isEmpty() ? entry.path("expression").asText() : id);
    }
    return List.copyOf(licences);
  }

  /** The licence under which we give a library on; empty if it has none that we take. */
  public static Optional<String> taken(Library library) {
    return TAKEN.stream().filter(library.licences()::contains).findFirst();
  }

  /** A line for each library that has no licence we take: what it is and what it has. */
  public static List<String> objections(List<Library> libraries) {
    return libraries.stream()
        .filter(library -> taken(library).isEmpty())
        .map(
            library ->
                "%s:%s has %s"
                    .formatted(
                        library.group(),
                        library.name(),
                        library.licences().isEmpty()
                            ? "no licence that is known"
                            : String.join(" or ", library.licences())))
        .toList();
  }

  /**
   * The list of what others wrote, by licence, in Markdown. No versions: it changes with what is
   * used, not with each new release.
   */
  public static String markdown(List<Library> libraries) {
    Map<String, Map<String, List<String>>> groups = new TreeMap<>();
    for (Library library : libraries) {
      if (!library.ours()) {
        groups
            .computeIfAbsent(taken(library).orElse("None that we take"), _ -> new TreeMap<>())
            .computeIfAbsent(library.group(), _ -> new ArrayList<>())
            .add(library.name());
      }
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (licence, names) -> {
          text.append("## %s%n%n".formatted(licence));
          names.forEach(
              (group, artifacts) ->
                  text.append(
                      "- `%s`: %s%n"
                          .formatted(
                              group, String.join(", ", artifacts.stream().distinct().toList()))));
          text.append(System.lineSeparator());
        });
    return text.toString();
  }
}
