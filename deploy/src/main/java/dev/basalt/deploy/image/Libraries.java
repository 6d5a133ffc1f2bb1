package dev.basalt.deploy.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What the build wrote down of the jars that the program runs with (CycloneDX, JSON). */
public final class Libraries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Library program;
  private final List<Library> all;
  private final Map<String, List<String>> needs;

  private Libraries(Library program, List<Library> all, Map<String, List<String>> needs) {
    this.program = program;
    this.all = List.copyOf(all);
    this.needs = needs;
  }

  /**
   * Reads the list.
   *
   * @throws IOException if it is not there, or not such a list
   */
  public static Libraries read(Path file) throws IOException {
    JsonNode root = JSON.readTree(Files.readAllBytes(file));
    if (!root.path("bomFormat").asText().equals("CycloneDX")) {
      throw new IOException(file + " is no CycloneDX list of libraries");
    }
    List<Library> all = new ArrayList<>();
    for (JsonNode component : root.path("components")) {
      all.add(library((ObjectNode) component));
    }
    Map<String, List<String>> needs = new HashMap<>();
    for (JsonNode dependency : root.path("dependencies")) {
      List<String> names = new ArrayList<>();
      dependency.path("dependsOn").forEach(name -> names.add(name.asText()));
      needs.put(dependency.path("ref").asText(), names);
    }
    return new Libraries(
        library((ObjectNode) root.path("metadata").path("component")), all, needs);
  }

  /** The program itself. */
  public Library program() {
    return program;
  }

  /**
   * What the program reaches, itself not counted, in the order of the files' names.
   *
   * @param without libraries that are left out, with all that is needed by them alone
   */
  public List<Library> reached(Predicate<Library> without) {
    Map<String, Library> byReference = new HashMap<>();
    all.forEach(library -> byReference.put(library.reference(), library));
    Set<String> seen = new HashSet<>();
    List<Library> reached = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(needs(program.reference()));
    while (!open.isEmpty()) {
      String reference = open.pop();
      Library library = byReference.get(reference);
      if (seen.add(reference) && library != null && !without.test(library)) {
        reached.add(library);
        open.addAll(needs(reference));
      }
    }
    reached.sort(java.util.Comparator.comparing(Library::file));
    return reached;
  }

  /** What a library needs, by the references of the list. */
  List<String> needs(String reference) {
    return needs.getOrDefault(reference, List.of());
  }

  private static Library library(ObjectNode component) {
    String name = component.path("name").asText();
    String version = component.path("version").asText();
    String classifier = classifier(component.path("purl").asText());
    String file = name + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
    String sha256 = "";
    for (JsonNode hash : component.path("hashes")) {
      if (hash.path("alg").asText().equals("SHA-256")) {
        sha256 = hash.path("content").asText();
      }
    }
    String group = component.path("group").asText();
    return new Library(
        group, name, version, classifier, file, sha256, Licences.of(component), component);
  }

  /** The classifier in a package URL: {@code pkg:maven/GROUP/NAME@VERSION?classifier=...}. */
  private static String classifier(String url) {
    int start = url.indexOf('?');
    for (String qualifier : start < 0 ? new String[0] : url.substring(start + 1).split("&")) {
      if (qualifier.startsWith("classifier=")) {
        return URLDecoder.decode(
            qualifier.substring("classifier=".length()), StandardCharsets.UTF_8);
      }
    }
    return "";
  }
}
