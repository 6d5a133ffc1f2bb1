package dev.basalt.deploy.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image in one tar file that every tool reads: an OCI image layout (containerd, podman, skopeo)
 * with the list that {@code docker load} looks for.
 *
 * @see <a href="https://github.com/opencontainers/image-spec">the OCI image specification</a>
 */
public final class ImageArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.oci.image.";
  private static final String BLOBS = "blobs/sha256/";

  private ImageArchive() {}

  /**
   * Writes the archive.
   *
   * @param file replaced where it exists
   * @return the digest of the image's manifest: what names the image in a registry
   */
  public static String write(ImageConfig image, List<Layer> layers, Path file)
      throws IOException {
    byte[] config = json(config(image, layers));
    byte[] manifest = json(manifest(config, layers));
    Map<String, Content> contents = new LinkedHashMap<>();
    contents.put("oci-layout", Content.text("{\"imageLayoutVersion\":\"1.0.0\"}"));
    contents.put("index.json", new Content.Bytes(json(index(image, manifest)), false));
    contents.put("manifest.json", new Content.Bytes(json(docker(image, config, layers)), false));
    contents.put("blobs", new Content.Folder(0755));
    contents.put("blobs/sha256", new Content.Folder(0755));
    contents.put(path(Sha256.of(manifest)), new Content.Bytes(manifest, false));
    contents.put(path(Sha256.of(config)), new Content.Bytes(config, false));
    for (Layer layer : layers) {
      contents.put(path(layer.digest()), new Content.FileCopy(layer.blob(), false));
    }
    try (TarStream tar =
        new TarStream(new BufferedOutputStream(Files.newOutputStream(file)), image.created())) {
      for (Map.Entry<String, Content> entry : contents.entrySet()) {
        tar.write(entry.getKey(), entry.getValue());
      }
    }
    return Sha256.of(manifest);
  }

  private static ObjectNode config(ImageConfig image, List<Layer> layers) {
    ObjectNode root = JSON.createObjectNode();
    root.put("created", image.created().toString());
    root.put("architecture", image.architecture());
    root.put("os", "linux");
    ObjectNode run = root.putObject("config");
    run.put("User", image.user());
    image.environment().forEach(run.putArray("Env")::add);
    image.entrypoint().forEach(run.putArray("Entrypoint")::add);
    run.put("WorkingDir", "/");
    image.labels().forEach(run.putObject("Labels")::put);
    ObjectNode rootFs = root.putObject("rootfs");
    rootFs.put("type", "layers");
    layers.forEach(layer -> rootFs.withArray("diff_ids").add(layer.diffId()));
    ArrayNode history = root.putArray("history");
    for (Layer layer : layers) {
      history
          .addObject()
          .put("created", image.created().toString())
          .put("created_by", "basalt image")
          .put("comment", layer.name());
    }
    return root;
  }

  private static ObjectNode manifest(byte[] config, List<Layer> layers) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", 2);
    root.put("mediaType", TYPE + "manifest.v1+json");
    describe(root.putObject("config"), TYPE + "config.v1+json", Sha256.of(config), config.length);
    ArrayNode array = root.putArray("layers");
    layers.forEach(
        layer ->
            describe(
                array.addObject(), TYPE + "layer.v1.tar+gzip", layer.digest(), layer.size()));
    return root;
  }

  private static ObjectNode index(ImageConfig image, byte[] manifest) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", 2);
    root.put("mediaType", TYPE + "index.v1+json");
    ObjectNode only = root.putArray("manifests").addObject();
    describe(only, TYPE + "manifest.v1+json", Sha256.of(manifest), manifest.length);
    only.putObject("platform").put("architecture", image.architecture()).put("os", "linux");
    only.putObject("annotations")
        .put("io.containerd.image.name", reference(image, "docker.io/library/"))
        .put("org.opencontainers.image.ref.name", image.tag());
    return root;
  }

  private static ArrayNode docker(ImageConfig image, byte[] config, List<Layer> layers) {
    ArrayNode root = JSON.createArrayNode();
    ObjectNode only = root.addObject();
    only.put("Config", path(Sha256.of(config)));
    only.putArray("RepoTags").add(reference(image, ""));
    layers.forEach(layer -> only.withArray("Layers").add(path(layer.digest())));
    return root;
  }

  /** A name without a registry is Docker's own shorthand for one of its library. */
  private static String reference(ImageConfig image, String library) {
    String prefix = image.name().contains("/") ? "" : library;
    return prefix + image.name() + ":" + image.tag();
  }

  private static void describe(ObjectNode node, String type, String digest, long size) {
    node.put("mediaType", type).put("digest", digest).put("size", size);
  }

  private static String path(String digest) {
    return BLOBS + digest.substring("sha256:".length());
  }

  private static byte[] json(Object value) throws JsonProcessingException {
    return JSON.writeValueAsBytes(value);
  }
}
