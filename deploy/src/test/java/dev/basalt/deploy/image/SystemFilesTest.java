package dev.basalt.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFilesTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @BeforeAll
  static void onLinux() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "not run: images are made on Linux only");
  }

  @Test
  void aProgramNamesItsLoaderAndItsLibraries() throws IOException {
    ElfFile java = ElfFile.read(Files.readAllBytes(JAVA)).orElseThrow();

    assertThat(java.machine()).isEqualTo(ElfFile.machine(ImageConfig.machine()));
    assertThat(java.interpreter()).contains("ld-linux");
    assertThat(java.needed()).contains("libc.so.6", "libjli.so");
  }

  @Test
  void whatIsNoProgramIsPassedOverAndADamagedOneRefused() throws IOException {
    byte[] cut = java.util.Arrays.copyOf(Files.readAllBytes(JAVA), 200);

    assertThat(ElfFile.read("#!/bin/sh".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(ElfFile.read(new byte[100])).isEmpty();
    assertThatThrownBy(() -> ElfFile.read(cut)).isInstanceOf(IOException.class);
  }

  @Test
  void librariesAreFoundWithAllThatTheyNeed() throws IOException {
    Map<String, Path> files =
        new SystemFiles(ImageConfig.machine())
            .folder(Path.of(System.getProperty("java.home")).resolve("lib/server"))
            .program("/bin/sh")
            .collect();

    assertThat(files.keySet())
        .anyMatch(path -> path.endsWith("/libc.so.6"))
        .anyMatch(path -> path.endsWith("/libm.so.6"))
        .anyMatch(path -> path.contains("/ld-linux"))
        .contains("bin/sh")
        .noneMatch(path -> path.endsWith("/libjvm.so"))
        .noneMatch(path -> path.startsWith("/"));
    assertThat(files.values()).allMatch(Files::isRegularFile);
  }

  @Test
  void aLibraryThatIsNowhereIsNamed(@TempDir Path folder) throws IOException {
    Files.copy(JAVA, folder.resolve("java"));

    SystemFiles files = new SystemFiles(ImageConfig.machine()).folder(folder);

    assertThatThrownBy(files::collect)
        .hasMessageContaining("the image needs libjli.so, and this machine has it in none of");
  }

  @Test
  void filesOfTheSystemBelongToPackagesWhoseLicencesAreKnown()
      throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dpkg-query")), "not run: no system of Debian's kind");

    List<SystemPackage> packages =
        SystemPackage.owning(List.of(Path.of("/bin/sh").toRealPath(), JAVA.resolve("none")));

    assertThat(packages).hasSize(1);
    assertThat(packages.getFirst().licence()).contains("BSD-3-Clause");
    assertThat(packages.getFirst().version()).isNotEmpty();
  }
}
