package dev.basalt.deploy.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * One layer of an image, as the compressed tar file that registries keep.
 *
 * @param name says what is in it, for people
 * @param blob the compressed file
 * @param digest {@code sha256:} and the hash of the compressed file
 * @param diffId {@code sha256:} and the hash of the tar file
 * @param size bytes of the compressed file
 * @param fullSize bytes of the tar file
 */
public record Layer(
    String name, Path blob, String digest, String diffId, long size, long fullSize) {

  /**
   * Writes a layer. The same contents and time give the same bytes, wherever and in whatever order
   * they were put together.
   *
   * @param contents by path, without a leading slash; folders above them need not be named
   * @param blob the file to write
   */
  public static Layer write(String name, Map<String, Content> contents, Instant time, Path blob)
      throws IOException {
    TreeMap<String, Content> sorted = new TreeMap<>(contents);
    contents.keySet().forEach(path -> addFolders(path, sorted));
    MessageDigest compressed = Sha256.digest();
    MessageDigest plain = Sha256.digest();
    long fullSize;
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(blob), 1 << 16)) {
      CountingStream counted =
          new CountingStream(
              new BufferedOutputStream(
                  new GZIPOutputStream(new DigestOutputStream(file, compressed), 1 << 16), 1 << 16));
      try (TarStream tar = new TarStream(new DigestOutputStream(counted, plain), time)) {
        for (Map.Entry<String, Content> entry : sorted.entrySet()) {
          tar.write(entry.getKey(), entry.getValue());
        }
      }
      fullSize = counted.count();
    }
    return new Layer(
        name, blob, Sha256.text(compressed), Sha256.text(plain), Files.size(blob), fullSize);
  }

  private static void addFolders(String path, Map<String, Content> contents) {
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      contents.putIfAbsent(path.substring(0, slash), new Content.Folder(0755));
    }
  }


}
