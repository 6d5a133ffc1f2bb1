package dev.basalt.deploy.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The list of what an image holds: jars, Java runtime, packages of the system, each with version,
 * licence and where it comes from (CycloneDX 1.6, JSON). Holds neither time nor random number.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
public final class BillOfMaterials {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BillOfMaterials() {}

  /**
   * Writes the list.
   *
   * @param libraries those that are in the image
   * @param runtime the folder of the Java runtime
   * @param files of the system, by their paths in the image
   * @param packages that those files belong to; empty where nobody knows, then the files stand for
   *     themselves
   */
  public static String json(
      ImageConfig image,
      Libraries all,
      List<Library> libraries,
      Path runtime,
      Map<String, Path> files,
      List<SystemPackage> packages)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    root.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    ObjectNode self = root.putObject("metadata").putObject("component");
    self.put("type", "container").put("bom-ref", image.name());
    self.put("name", image.name()).put("version", image.tag());
    ArrayNode components = root.putArray("components");
    Stream.concat(Stream.of(all.program()), libraries.stream())
        .forEach(library -> components.add(jar(library)));
    components.add(java(runtime));
    packages.forEach(from -> components.add(ofSystem(from)));
    if (packages.isEmpty()) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        components.add(file(file.getKey(), file.getValue()));
      }
    }
    dependencies(root.putArray("dependencies"), image, all, libraries);
    return pretty(root);
  }

  private static ObjectNode jar(Library library) {
    ObjectNode component = library.component().deepCopy();
    component.remove(List.of("hashes", "licenses"));
    component.put("type", library.ours() ? "application" : "library");
    if (!library.sha256().isEmpty()) {
      hash(component, library.sha256());
    }
    ArrayNode licences = component.putArray("licenses");
    library.component().path("licenses").forEach(licences::add);
    Licences.taken(library)
        .filter(_ -> library.licences().size() == 1)
        .ifPresent(
            id -> {
              licences.removeAll();
              licences.addObject().putObject("license").put("id", id);
            });
    return component;
  }

  private static ObjectNode java(Path runtime) throws IOException {
    Properties release = new Properties();
    release.load(new StringReader(Files.readString(runtime.resolve("release"))));
    ObjectNode component = JSON.createObjectNode();
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    component.put("type", "platform").put("bom-ref", "java-runtime");
    component.put("publisher", release.getProperty("IMPLEMENTOR", "").replace("\"", ""));
    component.put("name", "OpenJDK").put("version", version);
    component.put("description", "modules: " + release.getProperty("MODULES", "").replace("\"", ""));
    component
        .putArray("licenses")
        .addObject()
        .put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
    component.put("cpe", "cpe:2.3:a:oracle:openjdk:" + version + ":*:*:*:*:*:*:*");
    return component;
  }

  private static ObjectNode ofSystem(SystemPackage from) {
    ObjectNode component = JSON.createObjectNode();
    String url =
        "pkg:deb/%s/%s@%s?arch=%s"
            .formatted(
                from.distribution(),
                from.name().replace("+", "%2B"),
                from.version().replace("+", "%2B").replace(":", "%3A"),
                from.architecture());
    component.put("type", "library").put("bom-ref", url);
    component.put("name", from.name()).put("version", from.version());
    from.licence()
        .ifPresent(
            licence -> component.putArray("licenses").addObject().put("expression", licence));
    return component.put("purl", url);
  }

  private static ObjectNode file(String path, Path source) throws IOException {
    ObjectNode component = JSON.createObjectNode();
    component.put("type", "file").put("bom-ref", path).put("name", "/" + path);
    hash(component, Sha256.hex(source));
    return component;
  }

  private static void hash(ObjectNode component, String sha256) {
    component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
  }

  private static void dependencies(
      ArrayNode array, ImageConfig image, Libraries all, List<Library> libraries) {
    Set<String> inside = libraries.stream().map(Library::reference).collect(Collectors.toSet());
    String program = all.program().reference();
    array.addObject().put("ref", image.name()).putArray("dependsOn").add(program);
    Stream.concat(Stream.of(program), libraries.stream().map(Library::reference))
        .forEach(
            reference -> {
              ArrayNode needs = array.addObject().put("ref", reference).putArray("dependsOn");
              all.needs(reference).stream().filter(inside::contains).forEach(needs::add);
            });
  }

  private static String pretty(ObjectNode root) throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
