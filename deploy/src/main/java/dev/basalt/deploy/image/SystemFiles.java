package dev.basalt.deploy.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The share of this machine's system that some programs need to run: their loader, the libraries
 * they are linked with, and what those need in turn.
 */
public final class SystemFiles {
  /** Jars carry libraries for systems with another C library too. */
  private static final String OTHER_C = "libc.musl";

  private final int machine;
  private final List<Path> folders;
  private final Set<String> own = new TreeSet<>();
  private final Deque<ElfFile> open = new ArrayDeque<>();
  private final Map<String, Path> found = new TreeMap<>();

  /**
   * @param architecture in the words of images; libraries for others are passed over
   */
  public SystemFiles(String architecture) {
    this.machine = ElfFile.machine(architecture);
    String triplet = architecture.equals("amd64") ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
    this.folders =
        List.of(
            Path.of("/lib", triplet),
            Path.of("/usr/lib", triplet),
            Path.of("/lib64"),
            Path.of("/usr/lib64"),
            Path.of("/lib"),
            Path.of("/usr/lib"));
  }

  /** Counts in a program of this machine, which goes into the image under its own path. */
  public SystemFiles program(String path) throws IOException {
    found.put(path.substring(1), Path.of(path).toRealPath());
    return read(Files.readAllBytes(Path.of(path)));
  }

  /** Counts in all programs and libraries in a folder, which bring each other. */
  public SystemFiles folder(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        own.add(path.getFileName().toString());
        if (Files.size(path) < Integer.MAX_VALUE && startsAsElf(path)) {
          read(Files.readAllBytes(path));
        }
      }
    }
    return this;
  }

  /** Counts in the libraries that a jar carries and unpacks when it is used. */
  public SystemFiles jar(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".so")) {
          try (InputStream in = zip.getInputStream(entry)) {
            read(in.readAllBytes());
          }
        }
      }
    }
    return this;
  }

  /**
   * All that they need, by its path in the image, without a leading slash.
   *
   * @throws IOException if this machine lacks one of the libraries
   */
  public Map<String, Path> collect() throws IOException {
    while (!open.isEmpty()) {
      ElfFile file = open.pop();
      String loader = file.interpreter();
      if (loader != null && !found.containsKey(loader.substring(1))) {
        add(loader.substring(1), Path.of(loader));
      }
      for (String name : file.needed()) {
        if (!own.contains(name) && found.keySet().stream().noneMatch(p -> p.endsWith("/" + name))) {
          Path library = library(name);
          // Not under /usr: where the system of an image has no such folder, the loader looks here.
          add(library.toString().replaceFirst("^/(usr/)?", ""), library);
        }
      }
    }
    return found;
  }

  private void add(String path, Path file) throws IOException {
    found.put(path, file.toRealPath());
    read(Files.readAllBytes(file));
  }

  private Path library(String name) throws IOException {
    for (Path folder : folders) {
      Path path = folder.resolve(name);
      Optional<ElfFile> file =
          Files.isRegularFile(path) ? ElfFile.read(Files.readAllBytes(path)) : Optional.empty();
      if (file.isPresent() && file.get().machine() == machine) {
        return path;
      }
    }
    throw new IOException(
        "the image needs %s, and this machine has it in none of %s".formatted(name, folders));
  }

  private SystemFiles read(byte[] bytes) throws IOException {
    ElfFile.read(bytes)
        .filter(file -> file.machine() == machine)
        .filter(file -> file.needed().stream().noneMatch(name -> name.startsWith(OTHER_C)))
        .ifPresent(open::push);
    return this;
  }

  private static boolean startsAsElf(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(4);
      return start.length == 4 && start[0] == 0x7f && start[1] == 'E';
    }
  }
}
