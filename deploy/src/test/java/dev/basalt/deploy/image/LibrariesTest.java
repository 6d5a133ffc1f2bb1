package dev.basalt.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
  private static final String LIST =
      """
      {"bomFormat": "CycloneDX",
       "metadata": {"component": {"bom-ref": "app", "group": "dev.basalt", "name": "basalt-app",
         "version": "1", "purl": "pkg:maven/dev.basalt/basalt-app@1?type=jar",
         "licenses": [{"license": {"id": "Apache-2.0"}}]}},
       "components": [
        {"bom-ref": "a", "group": "org.a", "name": "a", "version": "2",
         "purl": "pkg:maven/org.a/a@2?classifier=linux-x86_64&type=jar",
         "hashes": [{"alg": "MD5", "content": "0"}, {"alg": "SHA-256", "content": "abc"}],
         "licenses": [{"license": {"name": "Strange"}}, {"license": {"id": "MIT"}}]},
        {"bom-ref": "b", "group": "org.b", "name": "b", "version": "3",
         "purl": "pkg:maven/org.b/b@3?type=jar", "licenses": [{"expression": "%s"}]},
        {"bom-ref": "c", "group": "org.jline", "name": "c", "version": "4",
         "purl": "pkg:maven/org.jline/c@4?type=jar",
         "licenses": [{"license": {"id": "BSD-4-Clause"}}]},
        {"bom-ref": "d", "group": "org.d", "name": "d", "version": "5",
         "purl": "pkg:maven/org.d/d@5?type=jar"}],
       "dependencies": [
        {"ref": "app", "dependsOn": ["a", "b"]},
        {"ref": "a", "dependsOn": ["c"]},
        {"ref": "b", "dependsOn": ["d", "c"]}]}
      """;

  @TempDir Path folder;

  @Test
  void aLibraryIsItsFileItsHashAndItsLicences() throws IOException {
    Library library = libraries("Apache-2.0").reached(_ -> false).getFirst();

    assertThat(library.file()).isEqualTo("a-2-linux-x86_64.jar");
    assertThat(library.sha256()).isEqualTo("abc");
    assertThat(library.licences()).containsExactly("Strange", "MIT");
    assertThat(Licences.taken(library)).contains("MIT");
  }

  @Test
  void whatIsLeftOutTakesAlongWhatOnlyItNeeds() throws IOException {
    Libraries libraries = libraries("Apache-2.0");

    assertThat(libraries.reached(_ -> false)).extracting(Library::name).containsExactly(
        "a", "b", "c", "d");
    assertThat(libraries.reached(library -> library.name().equals("b")))
        .extracting(Library::name)
        .containsExactly("a", "c");
  }

  @Test
  void aLicenceThatWeDoNotTakeAndNoneAtAllAreObjectedTo() throws IOException {
    assertThat(Licences.objections(libraries("AGPL-3.0-only").reached(_ -> false)))
        .containsExactly("org.b:b has AGPL-3.0-only", "org.d:d has no licence that is known");
    assertThat(
            Licences.objections(
                libraries("Apache-2.0").reached(library -> library.name().equals("d"))))
        .isEmpty();
  }

  @Test
  void theListIsByLicenceWithoutVersions() throws IOException {
    assertThat(
            Licences.markdown(
                libraries("Apache-2.0").reached(library -> library.name().equals("d"))))
        .isEqualTo(
            """
            ## Apache-2.0

            - `org.b`: b

            ## BSD-3-Clause

            - `org.jline`: c

            ## MIT

            - `org.a`: a

            """);
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "{}");

    assertThatThrownBy(() -> Libraries.read(file)).hasMessageEndingWith("no CycloneDX list of libraries");
  }

  @Test
  void theBillNamesJarsRuntimeAndPackagesAndIsTheSameEachTime() throws IOException {
    JsonNode bill = bill(List.of(dash()));

    assertThat(bill.path("specVersion").asText()).isEqualTo("1.6");
    assertThat(bill.findValuesAsText("bom-ref"))
        .containsExactlyInAnyOrder(
            "basalt", "app", "a", "b", "c", "java-runtime", "pkg:deb/debian/dash@1%2B2?arch=amd64");
    assertThat(bill.at("/components/1/hashes/0/content").asText()).isEqualTo("abc");
    assertThat(bill.at("/components/3/licenses/0/license/id").asText()).isEqualTo("BSD-3-Clause");
    assertThat(bill.at("/dependencies/2/dependsOn")).hasSize(1);
    assertThat(bill.findValue("timestamp")).isNull();
    assertThat(bill).isEqualTo(bill(List.of(dash())));
  }

  @Test
  void whereNobodyKnowsPackagesTheFilesStandForThemselves() throws IOException {
    JsonNode bill = bill(List.of());

    assertThat(bill.findValuesAsText("name")).contains("/lib/libc.so.6");
  }

  private JsonNode bill(List<SystemPackage> packages) throws IOException {
    Libraries all = libraries("Apache-2.0");
    Files.writeString(
        folder.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"25.0.3\"\nMODULES=\"a b\"\n");
    Path library = Files.writeString(folder.resolve("libc"), "x");
    ImageConfig image =
        new ImageConfig("basalt", "1", "amd64", "0", List.of(), List.of(), Map.of(), Instant.EPOCH);
    String json =
        BillOfMaterials.json(
            image,
            all,
            all.reached(one -> one.name().equals("d")),
            folder,
            Map.of("lib/libc.so.6", library),
            packages);
    return new ObjectMapper().readTree(json);
  }

  private static SystemPackage dash() {
    return new SystemPackage(
        "debian", "dash", "1+2", "amd64", Optional.of("BSD-3-Clause"), Optional.empty());
  }

  private Libraries libraries(String licenceOfB) throws IOException {
    Path file = folder.resolve("libraries.json");
    Files.writeString(file, LIST.formatted(licenceOfB));
    return Libraries.read(file);
  }
}
