package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.image.BasaltImage;
import dev.basalt.deploy.image.Layer;
import dev.basalt.deploy.image.Libraries;
import dev.basalt.deploy.image.Library;
import dev.basalt.deploy.image.Licences;
import dev.basalt.deploy.image.TrimmedRuntime;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The image of what this build packaged: made, unpacked and run. */
@TestMethodOrder(OrderAnnotation.class)
class ImageIT {
  private static final Path ROOT = Path.of(System.getProperty("basalt.root"));
  private static final String CACHE_TAKEN = "Using AOT-linked classes: true";

  /** Named by code that nothing of ours reaches: bean getters, pictures, verticles from source. */
  private static final Set<String> NEVER_REACHED = Set.of("java.desktop", "java.compiler");

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @TempDir static Path folder;

  private static BasaltImage.Made made;
  private static UnpackedImage image;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    made = make("first", true);
    image = UnpackedImage.of(made.archive(), Files.createDirectory(folder.resolve("unpacked")));
  }

  @Test
  @Order(1)
  void itIsSmallAndSaysWhatIsInside() throws IOException {
    System.out.printf(
        "image: %.1f MB compressed, layers of %s bytes%n",
        made.size() / 1e6, made.layers().stream().map(Layer::size).toList());
    assertThat(made.size()).isLessThan(BasaltImage.LIMIT);

    JsonNode bill =
        new ObjectMapper()
            .readTree(Files.readAllBytes(image.root().resolve("usr/share/basalt/sbom.json")));
    assertThat(made.billOfMaterials())
        .hasSameTextualContentAs(image.root().resolve("usr/share/basalt/sbom.json"));
    Set<String> listed = new TreeSet<>(bill.path("components").findValuesAsText("bom-ref"));
    assertThat(listed).contains("java-runtime").anyMatch(name -> name.contains("/glibc")
        || name.contains("/libc6@") || name.endsWith("/libc.so.6"));
    for (JsonNode component : bill.path("components")) {
      assertThat(component.path("licenses")).as(component.path("name").asText()).isNotEmpty();
    }
    Libraries all = Libraries.read(ROOT.resolve("app/target/libraries.json"));
    List<String> expected = new ArrayList<>(List.of(all.program().file()));
    basalt().libraries().forEach(library -> expected.add(library.file()));
    assertThat(names(image.root().resolve("opt/basalt/lib")))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(bill.findValuesAsText("purl").stream().filter(url -> url.startsWith("pkg:maven/")))
        .hasSize(expected.size());
  }

  @Test
  @Order(2)
  void madeAgainInAnotherFolderAllButTheStartCachesIsTheSame()
      throws IOException, InterruptedException {
    BasaltImage.Made again = make("second", false);

    assertThat(again.layers()).hasSize(made.layers().size() - 1);
    assertThat(again.layers().stream().map(Layer::digest).toList())
        .isEqualTo(
            made.layers().stream().limit(again.layers().size()).map(Layer::digest).toList());
    assertThat(again.billOfMaterials()).hasSameTextualContentAs(made.billOfMaterials());
  }

  @Test
  @Order(3)
  void commandsRunAsAUserWithoutRightsAndTheJvmTakesItsCache()
      throws IOException, InterruptedException {
    ProcessBuilder version = image.container("--version");
    version.environment().put("BASALT_JAVA_OPTIONS", "-Xlog:aot");
    assertThat(UnpackedImage.output(version)).contains("basalt ").contains(CACHE_TAKEN);

    ProcessBuilder jobctl = image.program(List.of("/usr/bin/jobctl", "--help"));
    jobctl.environment().put("BASALT_JAVA_OPTIONS", "-Xlog:aot");
    assertThat(UnpackedImage.output(jobctl)).contains("submit").contains(CACHE_TAKEN);

    ProcessBuilder told = image.container("scheduler", "--print-conf");
    told.environment().put("JAVA_TOOL_OPTIONS", "-Dany=1");
    assertThat(UnpackedImage.output(told)).contains("Picked up").contains("plugins:");
  }

  @Test
  @Order(4)
  void aSchedulerOfTheImageBindsAGang() throws IOException {
    scene.nodes(2, "4", "8Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    Files.copy(CLUSTER.cluster().kubeconfig(), image.root().resolve("tmp/kubeconfig"));
    image.root().resolve("tmp/kubeconfig").toFile().setReadable(true, false);
    ProcessBuilder builder =
        image.container(
            "scheduler",
            "--kubeconfig",
            "/tmp/kubeconfig",
            "--leader-elect=false",
            "--metrics-port=0");
    builder.environment().put("BASALT_JAVA_OPTIONS", "-Xlog:aot");
    Path log = folder.resolve("scheduler.log");
    Process scheduler = builder.redirectOutput(log.toFile()).start();
    try {
      scene.group("gang", PodGroupSpec.ofGang(queue, 4));
      scene.create(Workload.of("gang", 4, "1", "1Gi").inGroup("gang"));
      Eventually.within(Scene.SOON)
          .passes(
              () ->
                  assertThat(Observed.bound(scene.client(), scene.namespace(), "gang"))
                      .as(Files.readString(log))
                      .isEqualTo(4));
      assertThat(log).content().contains(CACHE_TAKEN).contains("scheduler started");
    } finally {
      end(scheduler);
    }
  }

  /** The twin of the cache's test: the JVM does tell when it leaves one alone. */
  @Test
  @Order(5)
  void aJarThatIsNotTheRecordedOneMakesTheJvmLeaveTheCacheAlone()
      throws IOException, InterruptedException {
    Path jar;
    try (Stream<Path> jars = Files.list(image.root().resolve("opt/basalt/lib"))) {
      jar = jars.filter(path -> path.getFileName().toString().startsWith("basalt-app")).findFirst()
          .orElseThrow();
    }
    FileTime recorded = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    try {
      ProcessBuilder version = image.container("--version");
      version.environment().put("BASALT_JAVA_OPTIONS", "-Xlog:aot");
      assertThat(UnpackedImage.output(version)).contains("basalt ").doesNotContain(CACHE_TAKEN);
    } finally {
      Files.setLastModifiedTime(jar, recorded);
    }
  }

  @Test
  @Order(6)
  void everyLibraryHasALicenceThatWeTakeAndTheListIsUpToDate() throws IOException {
    List<Library> libraries = basalt().libraries();

    assertThat(Licences.objections(libraries)).isEmpty();
    assertThat(Files.readString(ROOT.resolve("docs/licences.md")))
        .as("after a change of libraries, put in what ./basalt image --licences prints")
        .endsWith(Licences.markdown(libraries).strip() + "\n");
  }

  @Test
  @Order(7)
  @Tag("soak")
  void theRuntimeHasEveryModuleThatTheJarsName() throws IOException, InterruptedException {
    Path jdk = Path.of(System.getProperty("java.home"));
    List<Path> jars = new ArrayList<>();
    for (String name : names(image.root().resolve("opt/basalt/lib"))) {
      jars.add(image.root().resolve("opt/basalt/lib").resolve(name));
    }

    Set<String> named = new TreeSet<>(new TrimmedRuntime(jdk).modulesNamedBy(jars));
    named.removeAll(NEVER_REACHED);

    String modules = Files.readString(image.root().resolve("opt/basalt/runtime/release"));
    assertThat(named).isNotEmpty().allMatch(module -> modules.contains(module));
  }

  private static BasaltImage basalt() {
    return new BasaltImage(ROOT, System.out::println);
  }

  private static BasaltImage.Made make(String name, boolean startCaches)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(folder.resolve(name));
    return basalt()
        .make("basalt", startCaches, Files.createDirectory(home.resolve("work")), home.resolve("image.tar"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(Scene.SOON.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
