package dev.basalt.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageArchiveTest {
  private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void everyDigestLeadsToTheFileItNames() throws IOException, InterruptedException {
    Layer layer = layer();
    Path unpacked = unpacked("basalt", layer);

    JsonNode index = json(unpacked.resolve("index.json")).path("manifests").path(0);
    JsonNode manifest = json(blob(unpacked, index));
    JsonNode config = json(blob(unpacked, manifest.path("config")));

    assertThat(json(unpacked.resolve("oci-layout")).path("imageLayoutVersion").asText())
        .isEqualTo("1.0.0");
    assertThat(blob(unpacked, manifest.path("layers").path(0)))
        .hasSameBinaryContentAs(layer.blob());
    assertThat(config.at("/rootfs/diff_ids/0").asText()).isEqualTo(layer.diffId());
    assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
    assertThat(config.at("/config/Entrypoint/0").asText()).isEqualTo("/usr/bin/basalt");
    assertThat(config.path("architecture").asText()).isEqualTo("amd64");
    JsonNode docker = json(unpacked.resolve("manifest.json")).path(0);
    assertThat(unpacked.resolve(docker.path("Config").asText()))
        .hasSameBinaryContentAs(blob(unpacked, manifest.path("config")));
    assertThat(unpacked.resolve(docker.at("/Layers/0").asText()))
        .hasSameBinaryContentAs(layer.blob());
  }

  @ParameterizedTest
  @CsvSource({
    "basalt,                   docker.io/library/basalt:1, basalt:1",
    "registry.example/a/basalt, registry.example/a/basalt:1, registry.example/a/basalt:1"
  })
  void anImageHasItsNameInEachToolsWords(String name, String containerd, String docker)
      throws IOException, InterruptedException {
    Path unpacked = unpacked(name, layer());

    JsonNode annotations = json(unpacked.resolve("index.json")).at("/manifests/0/annotations");
    assertThat(annotations.path("io.containerd.image.name").asText()).isEqualTo(containerd);
    assertThat(json(unpacked.resolve("manifest.json")).at("/0/RepoTags/0").asText())
        .isEqualTo(docker);
  }

  private Layer layer() throws IOException {
    return Layer.write(
        "only", Map.of("a", Content.text("a")), TIME, folder.resolve("layer.tar.gz"));
  }

  private Path unpacked(String name, Layer layer) throws IOException, InterruptedException {
    ImageConfig config =
        new ImageConfig(
            name,
            "1",
            "amd64",
            "65532:65532",
            List.of("/usr/bin/basalt"),
            List.of("HOME=/tmp"),
            Map.of(),
            TIME);
    Path archive = folder.resolve("image.tar");
    String digest = ImageArchive.write(config, List.of(layer), archive);
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Tool.run(List.of("tar", "-xf", archive.toString(), "-C", unpacked.toString()));
    assertThat(json(unpacked.resolve("index.json")).at("/manifests/0/digest").asText())
        .isEqualTo(digest);
    return unpacked;
  }

  /** The file that a descriptor names, once its size and hash have been compared. */
  private static Path blob(Path unpacked, JsonNode descriptor) throws IOException {
    String hex = descriptor.path("digest").asText().replace("sha256:", "");
    Path blob = unpacked.resolve("blobs/sha256").resolve(hex);
    assertThat(blob).hasSize(descriptor.path("size").asLong());
    assertThat(Sha256.hex(blob)).isEqualTo(hex);
    return blob;
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(Files.readAllBytes(file));
  }
}
