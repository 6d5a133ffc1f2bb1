package dev.basalt.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTest {
  private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");
  private static final String LONG = "folder-of-some-length/".repeat(6) + "file";

  @TempDir Path folder;

  @Test
  void sameContentsGiveTheSameBytesFromAnotherFolderInAnotherOrderAtAnotherTime()
      throws IOException {
    Layer one = layer("one", List.of("b", "a/x", LONG), TIME);
    Layer other = layer("other", List.of(LONG, "a/x", "b"), TIME);

    assertThat(other.digest()).isEqualTo(one.digest());
    assertThat(other.diffId()).isEqualTo(one.diffId());
    assertThat(Files.readAllBytes(other.blob())).isEqualTo(Files.readAllBytes(one.blob()));
  }

  /** The twin: what the digests stand for does show in them. */
  @Test
  void anotherTimeModeByteOrPathGivesAnotherDigest() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    List<Layer> layers =
        List.of(
            layer("a", Map.of("a", new Content.FileCopy(file, false)), TIME),
            layer("b", Map.of("a", new Content.FileCopy(file, false)), TIME.plusSeconds(1)),
            layer("c", Map.of("a", new Content.FileCopy(file, true)), TIME),
            layer("d", Map.of("a", Content.text("y")), TIME),
            layer("e", Map.of("b", Content.text("x")), TIME),
            layer("f", Map.of("a", new Content.Link("x")), TIME),
            layer("g", Map.of("a", new Content.Folder(0755)), TIME),
            layer("h", Map.of("a", new Content.Folder(01777)), TIME));

    assertThat(layers.stream().map(Layer::diffId)).doesNotHaveDuplicates();
    assertThat(layers.stream().map(Layer::digest)).doesNotHaveDuplicates();
  }

  @Test
  void anotherProgramReadsWhatIsWritten() throws IOException, InterruptedException {
    Map<String, Content> contents = new LinkedHashMap<>();
    contents.put(LONG, Content.text("far down"));
    contents.put("bin/program", Content.script("#!/bin/sh\n"));
    contents.put("bin/other", new Content.Link("program"));
    contents.put("tmp", new Content.Folder(01777));
    contents.put("empty", Content.text(""));
    contents.put("block", Content.text("x".repeat(512)));
    Layer layer = layer("all", contents, TIME);
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));

    Tool.run(List.of("tar", "-xpf", layer.blob().toString(), "-C", unpacked.toString()));
    String listed =
        Tool.run(List.of("tar", "-tvf", layer.blob().toString(), "--numeric-owner", "--utc"));

    assertThat(unpacked.resolve(LONG)).hasContent("far down");
    assertThat(unpacked.resolve("bin/other")).isSymbolicLink();
    assertThat(unpacked.resolve("bin/program")).isExecutable().hasContent("#!/bin/sh\n");
    assertThat(unpacked.resolve("empty")).isEmptyFile();
    assertThat(unpacked.resolve("block")).hasContent("x".repeat(512));
    assertThat(listed.lines()).allMatch(line -> line.contains(" 0/0 ")).hasSize(13);
    assertThat(listed.lines()).allMatch(line -> line.contains(" 2026-11-01 00:00 "));
    assertThat(listed).contains("drwxrwxrwt 0/0");
    assertThat(layer.fullSize() % 512).isZero();
    assertThat(layer.size()).isEqualTo(Files.size(layer.blob()));
    assertThat(layer.digest()).isEqualTo("sha256:" + Sha256.hex(layer.blob()));
  }

  @Test
  void whatTheFormatCannotHoldIsRefused() {
    assertThatThrownBy(() -> layer("long", Map.of("x".repeat(101), Content.text("")), TIME))
        .hasMessageContaining("too long for a tar file: xxx");
    assertThatThrownBy(
            () -> layer("link", Map.of("a", new Content.Link("x".repeat(101))), TIME))
        .hasMessageContaining("too long for a tar file: xxx");
  }

  /** A layer of files that are written for it, in a folder and at a time of their own. */
  private Layer layer(String name, List<String> paths, Instant time) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    Map<String, Content> contents =
        paths.stream()
            .collect(
                Collectors.toMap(
                    path -> path,
                    path -> new Content.FileCopy(home.resolve(path.replace('/', '-')), false),
                    (a, b) -> a,
                    LinkedHashMap::new));
    for (String path : paths) {
      Path file = Files.writeString(home.resolve(path.replace('/', '-')), "content of " + path);
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(name.length())));
    }
    return layer(name, contents, time);
  }

  private Layer layer(String name, Map<String, Content> contents, Instant time)
      throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Layer.write(name, contents, time, folder.resolve(name + "-" + files.count() + ".gz"));
    }
  }
}
