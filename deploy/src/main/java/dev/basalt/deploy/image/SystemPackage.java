package dev.basalt.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A package of the building machine's system from which files were taken.
 *
 * @param distribution such as {@code debian}
 * @param licence by SPDX's name; empty if we do not know it
 * @param copyright the file that tells its terms in full; empty if the machine has none
 */
public record SystemPackage(
    String distribution,
    String name,
    String version,
    String architecture,
    Optional<String> licence,
    Optional<Path> copyright) {

  private static final Map<String, String> LICENCES =
      Map.of(
          "libc6", "LGPL-2.1-or-later",
          "libc-bin", "LGPL-2.1-or-later",
          "libgcc-s1", "GPL-3.0-or-later WITH GCC-exception-3.1",
          "libstdc++6", "GPL-3.0-or-later WITH GCC-exception-3.1",
          "zlib1g", "Zlib",
          "dash", "BSD-3-Clause");

  /**
   * The packages that files of this machine belong to, in the order of their names.
   *
   * @return empty where the system is not one of Debian's kind
   */
  public static List<SystemPackage> owning(Iterable<Path> files)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/dpkg-query"))) {
      return List.of();
    }
    Map<String, SystemPackage> found = new TreeMap<>();
    for (Path file : files) {
      Optional<String> name = owner(file);
      if (name.isPresent() && !found.containsKey(name.get())) {
        found.put(name.get(), describe(name.get()));
      }
    }
    return List.copyOf(found.values());
  }

  /** Packages tell the paths from before /lib became a part of /usr. */
  private static Optional<String> owner(Path file) throws IOException, InterruptedException {
    for (String path : List.of(file.toString(), file.toString().replaceFirst("^/usr/", "/"))) {
      try {
        String line = Tool.run(List.of("dpkg-query", "--search", path)).strip();
        return Optional.of(line.substring(0, line.indexOf(':')));
      } catch (IOException e) {
        // The other spelling may be known.
      }
    }
    return Optional.empty();
  }

  private static SystemPackage describe(String name) throws IOException, InterruptedException {
    String[] fields =
        Tool.run(
                List.of(
                    "dpkg-query",
                    "--show",
                    "--showformat=${Version}\t${Architecture}\n",
                    name))
            .strip()
            .lines()
            .findFirst()
            .orElse("\t")
            .split("\t");
    Path copyright = Path.of("/usr/share/doc", name, "copyright");
    return new SystemPackage(
        "debian",
        name,
        fields[0],
        fields[1],
        Optional.ofNullable(LICENCES.get(name)),
        Files.isRegularFile(copyright) ? Optional.of(copyright.toRealPath()) : Optional.empty());
  }
}
