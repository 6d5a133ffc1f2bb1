package dev.basalt.app.image;

import dev.basalt.app.CommandFailure;
import dev.basalt.deploy.image.BillOfMaterials;
import dev.basalt.deploy.image.Content;
import dev.basalt.deploy.image.ImageArchive;
import dev.basalt.deploy.image.ImageConfig;
import dev.basalt.deploy.image.Layer;
import dev.basalt.deploy.image.Libraries;
import dev.basalt.deploy.image.Library;
import dev.basalt.deploy.image.Licences;
import dev.basalt.deploy.image.Sha256;
import dev.basalt.deploy.image.SystemFiles;
import dev.basalt.deploy.image.SystemPackage;
import dev.basalt.deploy.image.TrimmedRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the image from what the build left in a checkout. Layers, from what changes least to what
 * changes most: the system, the Java runtime, others' jars, our own, the JVM's start caches. All
 * but the last come out the same each time on one machine.
 */
public final class BasaltImage {
  /** Bytes that an image may have compressed. */
  public static final long LIMIT = 150_000_000;

  /** The time of all that is in an image, as of all that is in our jars. */
  private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");

  private static final String HOME = "opt/basalt/";
  private static final String USER = "65532:65532";

  /**
   * What the program and its libraries use of the JDK; a test holds jdeps against it. Besides, for
   * whoever looks into a running one: agents (java.instrument), jcmd and its kin.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.sql",
          "java.xml",
          "jdk.httpserver",
          "jdk.jcmd",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported");

  private final Path root;
  private final Consumer<String> progress;

  /**
   * @param root the checkout, packaged
   * @param progress gets a line for each longer step
   */
  public BasaltImage(Path root, Consumer<String> progress) {
    this.root = root;
    this.progress = progress;
  }

  /**
   * An image that has been made.
   *
   * @param archive the file that holds it
   * @param digest of its manifest
   * @param billOfMaterials the list of what is inside, also in the image
   */
  public record Made(Path archive, String digest, List<Layer> layers, Path billOfMaterials) {
    /** Bytes that travel. */
    public long size() {
      return layers.stream().mapToLong(Layer::size).sum();
    }
  }

  /** The jars that go into an image: none that only starts other containers or other systems. */
  public List<Library> libraries() throws IOException {
    return list().reached(BasaltImage::leftOut);
  }

  private Libraries list() throws IOException {
    Path file = target().resolve("libraries.json");
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "%s is missing; build it: mvn -pl app -am package -DskipTests".formatted(file));
    }
    return Libraries.read(file);
  }

  private static boolean leftOut(Library library) {
    String ours = ImageConfig.machine().equals("amd64") ? "linux-x86_64" : "linux-aarch_64";
    return library.group().equals("org.testcontainers")
        || (library.name().equals("netty-tcnative-boringssl-static")
            && !library.classifier().equals(ours));
  }

  /**
   * Makes the image.
   *
   * @param name without a tag; the tag is the version of the chart
   * @param startCaches whether the JVM's start caches are recorded into it; they differ each time
   * @param work an empty folder for what it is made from
   * @param archive the file to write
   * @throws CommandFailure if the jars are not those of the list, a licence is not one we take, or
   *     it becomes too large
   */
  public Made make(String name, boolean startCaches, Path work, Path archive)
      throws IOException, InterruptedException {
    Libraries all = list();
    List<Library> libraries = all.reached(BasaltImage::leftOut);
    List<String> objections = Licences.objections(libraries);
    if (!objections.isEmpty()) {
      throw new CommandFailure("licences: " + String.join("; ", objections));
    }
    ImageConfig image = config(name, all.program().version());

    JvmOptions options = JvmOptions.read(root.resolve("bin/jvm-options.sh"));
    Path stage = Files.createDirectories(work.resolve("root").resolve(HOME));
    List<Path> jars = stageJars(all.program(), libraries, stage.resolve("lib"));
    progress.accept("image: trimming the Java runtime");
    new TrimmedRuntime(Path.of(System.getProperty("java.home")))
        .make(MODULES, stage.resolve("runtime"));

    Map<String, Path> system = systemFiles(stage, jars);
    List<SystemPackage> packages = SystemPackage.owning(system.values());
    String bill =
        BillOfMaterials.json(image, all, libraries, stage.resolve("runtime"), system, packages);
    Path billFile = archive.resolveSibling(baseName(archive) + ".sbom.json");
    Files.writeString(billFile, bill);

    Path blobs = Files.createDirectories(work.resolve("layers"));
    List<Layer> layers = new ArrayList<>();
    progress.accept("image: writing layers");
    layers.add(layer("system", systemLayer(system, packages), blobs));
    layers.add(layer("java runtime", folder(stage, "runtime"), blobs));
    Map<String, Content> others = new TreeMap<>();
    Map<String, Content> own = ownLayer(options.argumentFile(paths(jars)), bill, libraries);
    for (Path jar : jars) {
      Map<String, Content> place =
          jar.getFileName().toString().startsWith("basalt-") ? own : others;
      place.put(HOME + "lib/" + jar.getFileName(), new Content.FileCopy(jar, false));
    }
    layers.add(layer("libraries", others, blobs));
    layers.add(layer("basalt", own, blobs));
    if (startCaches) {
      progress.accept("image: recording the start caches");
      layers.add(layer("start caches", new StartCaches(stage, options, TIME).record(jars), blobs));
    }
    Made made = new Made(archive, ImageArchive.write(image, layers, archive), layers, billFile);
    if (made.size() > LIMIT) {
      throw new CommandFailure(
          "the image has %d bytes compressed, and may have %d".formatted(made.size(), LIMIT));
    }
    return made;
  }

  /**
   * The tag of the image that a build of some version makes: what the chart of the same sources
   * asks for, which knows nothing of snapshots.
   */
  public static String tag(String version) {
    return version.replace("-SNAPSHOT", "");
  }

  private static ImageConfig config(String name, String version) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("org.opencontainers.image.title", "Basalt");
    labels.put("org.opencontainers.image.description", "A batch scheduler for Kubernetes");
    labels.put("org.opencontainers.image.licenses", "Apache-2.0");
    labels.put("org.opencontainers.image.version", version);
    return new ImageConfig(
        name,
        tag(version),
        ImageConfig.machine(),
        USER,
        List.of("/usr/bin/basalt"),
        List.of("PATH=/usr/bin:/bin:/opt/basalt/runtime/bin", "HOME=/tmp", "LANG=C.UTF-8"),
        labels,
        TIME);
  }

  private List<Path> stageJars(Library program, List<Library> libraries, Path lib)
      throws IOException {
    Files.createDirectories(lib);
    List<Path> jars = new ArrayList<>();
    Path own = lib.resolve(program.file());
    Files.copy(target().resolve(program.file()), own);
    jars.add(own);
    for (Library library : libraries) {
      Path source = target().resolve("lib").resolve(library.file());
      if (!Files.isRegularFile(source) || !library.sha256().equals(Sha256.hex(source))) {
        throw new CommandFailure(
            "%s is not the file that %s lists; build both anew: mvn -pl app -am package -DskipTests"
                .formatted(source, target().resolve("libraries.json")));
      }
      jars.add(Files.copy(source, lib.resolve(library.file())));
    }
    return jars;
  }

  private static Map<String, Path> systemFiles(Path stage, List<Path> jars) throws IOException {
    SystemFiles files =
        new SystemFiles(ImageConfig.machine()).folder(stage.resolve("runtime")).program("/bin/sh");
    for (Path jar : jars) {
      files.jar(jar);
    }
    Map<String, Path> all = new TreeMap<>(files.collect());
    // Text beyond ASCII, in arguments and on a terminal.
    Path characters = Path.of("/usr/lib/locale/C.utf8/LC_CTYPE");
    if (Files.isRegularFile(characters)) {
      all.put(characters.toString().substring(1), characters);
    }
    return all;
  }

  private static Map<String, Content> systemLayer(
      Map<String, Path> files, List<SystemPackage> packages) {
    Map<String, Content> contents = new TreeMap<>();
    files.forEach((path, source) ->
        contents.put(path, new Content.FileCopy(source, Files.isExecutable(source))));
    packages.forEach(from ->
        from.copyright()
            .ifPresent(text ->
                contents.put(
                    "usr/share/doc/" + from.name() + "/copyright",
                    new Content.FileCopy(text, false))));
    for (String mountPoint : List.of("dev", "proc", "sys")) {
      contents.put(mountPoint, new Content.Folder(0755));
    }
    contents.put("tmp", new Content.Folder(01777));
    contents.put(
        "etc/passwd",
        Content.text(
            """
            root:x:0:0:root:/:/sbin/nologin
            basalt:x:65532:65532:basalt:/tmp:/sbin/nologin
            """));
    contents.put("etc/group", Content.text("root:x:0:\nbasalt:x:65532:\n"));
    contents.put("etc/nsswitch.conf", Content.text("hosts: files dns\n"));
    return contents;
  }

  private static Map<String, Content> folder(Path stage, String name) throws IOException {
    Map<String, Content> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(stage.resolve(name))) {
      for (Path path : paths.toList()) {
        Content content =
            Files.isSymbolicLink(path)
                ? new Content.Link(Files.readSymbolicLink(path).toString())
                : Files.isDirectory(path)
                    ? new Content.Folder(0755)
                    : new Content.FileCopy(path, Files.isExecutable(path));
        contents.put(HOME + stage.relativize(path), content);
      }
    }
    return contents;
  }

  private Map<String, Content> ownLayer(String arguments, String bill, List<Library> libraries)
      throws IOException {
    Map<String, Content> contents = new TreeMap<>();
    contents.put("usr/bin/basalt", Content.script(resource("basalt.sh")));
    contents.put("usr/bin/jobctl", Content.script(resource("jobctl.sh")));
    contents.put(
        HOME + "bin/jvm-options.sh",
        Content.text(Files.readString(root.resolve("bin/jvm-options.sh"))));
    contents.put(HOME + "jvm.arguments", Content.text(arguments));
    contents.put("usr/share/basalt/sbom.json", Content.text(bill));
    contents.put(
        "usr/share/basalt/LICENSE", Content.text(Files.readString(root.resolve("LICENSE"))));
    contents.put("usr/share/basalt/licences.md", Content.text(Licences.markdown(libraries)));
    return contents;
  }

  /** Where jars stand in the image. */
  private static List<String> paths(List<Path> jars) {
    return jars.stream().map(jar -> "/" + HOME + "lib/" + jar.getFileName()).toList();
  }

  private static Layer layer(String name, Map<String, Content> contents, Path blobs)
      throws IOException {
    return Layer.write(name, contents, TIME, blobs.resolve(name.replace(' ', '-') + ".tar.gz"));
  }

  private Path target() {
    return root.resolve("app/target");
  }

  private static String baseName(Path archive) {
    return archive.getFileName().toString().replaceFirst("\\.tar$", "");
  }

  private static String resource(String name) {
    try (InputStream in = BasaltImage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
