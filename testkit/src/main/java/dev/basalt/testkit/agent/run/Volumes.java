package dev.basalt.testkit.agent.run;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one pod as folders. ConfigMaps and Secrets are as they were when the pod started;
 * a claim is a folder that all pods that use it on this agent share; whatever else is ephemeral is
 * an empty folder.
 */
final class Volumes {
  private static final int DEFAULT_MODE = 0644;
  private static final long TOKEN_SECONDS = 3607;

  private final Pod pod;
  private final Path home;
  private final Path claims;
  private final ObjectSource objects;
  private final DownwardFields fields;
  private final Map<String, Path> folders = new LinkedHashMap<>();

  /**
   * @param home a folder of this pod alone
   * @param claims the folder of all claims
   */
  Volumes(Pod pod, Path home, Path claims, ObjectSource objects, DownwardFields fields) {
    this.pod = pod;
    this.home = home;
    this.claims = claims;
    this.objects = objects;
    this.fields = fields;
  }

  /**
   * Makes the folders; called again after a failure, it goes on.
   *
   * @throws NotReadyException if an object or a key is missing that is not optional
   * @throws IllegalArgumentException if there is a volume of a kind that is not known here
   */
  void make() throws IOException, NotReadyException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (!folders.containsKey(volume.getName())) {
        folders.put(volume.getName(), make(volume));
      }
    }
  }

  /** What a container sees of them, outer paths first. */
  List<Launch.Mount> mounts(Container container, Map<String, String> variables) throws IOException {
    List<Launch.Mount> mounts = new ArrayList<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path source = folders.get(mount.getName());
      if (source == null) {
        throw new IllegalArgumentException("no volume " + mount.getName());
      }
      String inside =
          mount.getSubPathExpr() == null
              ? mount.getSubPath()
              : Variables.expand(mount.getSubPathExpr(), variables);
      if (inside != null && !inside.isEmpty()) {
        source = source.resolve(inside).normalize();
        if (!Files.exists(source)) {
          Files.createDirectories(source);
        }
      }
      String path = mount.getMountPath().replaceAll("(?<=.)/+$", "");
      mounts.add(new Launch.Mount(path, source, Boolean.TRUE.equals(mount.getReadOnly())));
    }
    mounts.sort(Comparator.comparingInt(mount -> mount.path().length()));
    return mounts;
  }

  private Path make(Volume volume) throws IOException, NotReadyException {
    if (volume.getHostPath() != null) {
      Path path = Path.of(volume.getHostPath().getPath());
      return Files.exists(path) ? path : Files.createDirectories(path);
    }
    if (volume.getPersistentVolumeClaim() != null) {
      return Files.createDirectories(
          claims
              .resolve(pod.getMetadata().getNamespace())
              .resolve(volume.getPersistentVolumeClaim().getClaimName()));
    }
    Path folder = Files.createDirectories(home.resolve(volume.getName()));
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      configMap(
          folder,
          source.getName(),
          source.getOptional(),
          source.getItems(),
          source.getDefaultMode());
    } else if (volume.getSecret() != null) {
      var source = volume.getSecret();
      secret(
          folder,
          source.getSecretName(),
          source.getOptional(),
          source.getItems(),
          source.getDefaultMode());
    } else if (volume.getDownwardAPI() != null) {
      var source = volume.getDownwardAPI();
      downward(folder, source.getItems(), source.getDefaultMode());
    } else if (volume.getProjected() != null) {
      for (VolumeProjection part : volume.getProjected().getSources()) {
        project(folder, part, volume.getProjected().getDefaultMode());
      }
    } else if (volume.getEmptyDir() == null && volume.getEphemeral() == null) {
      throw new IllegalArgumentException(
          "volume " + volume.getName() + " is of a kind that the node agent cannot make");
    }
    return folder;
  }

  private void project(Path folder, VolumeProjection part, @Nullable Integer mode)
      throws IOException, NotReadyException {
    if (part.getConfigMap() != null) {
      var source = part.getConfigMap();
      configMap(folder, source.getName(), source.getOptional(), source.getItems(), mode);
    } else if (part.getSecret() != null) {
      var source = part.getSecret();
      secret(folder, source.getName(), source.getOptional(), source.getItems(), mode);
    } else if (part.getDownwardAPI() != null) {
      downward(folder, part.getDownwardAPI().getItems(), mode);
    } else if (part.getServiceAccountToken() != null) {
      write(
          folder,
          part.getServiceAccountToken().getPath(),
          bytes(token(part.getServiceAccountToken())),
          mode);
    } else {
      throw new IllegalArgumentException(
          "a projected volume has a source that the node agent cannot make");
    }
  }

  private String token(ServiceAccountTokenProjection projection) {
    String account = pod.getSpec().getServiceAccountName();
    return objects.token(
        pod.getMetadata().getNamespace(),
        account == null || account.isEmpty() ? "default" : account,
        projection.getAudience() == null ? List.of() : List.of(projection.getAudience()),
        projection.getExpirationSeconds() == null
            ? TOKEN_SECONDS
            : projection.getExpirationSeconds());
  }

  private void configMap(
      Path folder,
      String name,
      @Nullable Boolean optional,
      List<KeyToPath> items,
      @Nullable Integer mode)
      throws IOException, NotReadyException {
    ConfigMap map = objects.configMap(pod.getMetadata().getNamespace(), name);
    Map<String, byte[]> data = new LinkedHashMap<>();
    if (map != null && map.getData() != null) {
      map.getData().forEach((key, value) -> data.put(key, bytes(value)));
    }
    if (map != null && map.getBinaryData() != null) {
      map.getBinaryData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    files(folder, "configmap \"" + name + "\"", map == null ? null : data, optional, items, mode);
  }

  private void secret(
      Path folder,
      String name,
      @Nullable Boolean optional,
      List<KeyToPath> items,
      @Nullable Integer mode)
      throws IOException, NotReadyException {
    Secret secret = objects.secret(pod.getMetadata().getNamespace(), name);
    Map<String, byte[]> data = new LinkedHashMap<>();
    if (secret != null && secret.getData() != null) {
      secret.getData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    files(folder, "secret \"" + name + "\"", secret == null ? null : data, optional, items, mode);
  }

  private static void files(
      Path folder,
      String object,
      @Nullable Map<String, byte[]> data,
      @Nullable Boolean optional,
      List<KeyToPath> items,
      @Nullable Integer mode)
      throws IOException, NotReadyException {
    boolean needed = !Boolean.TRUE.equals(optional);
    if (data == null && needed) {
      throw new NotReadyException(object + " not found");
    }
    Map<String, byte[]> there = data == null ? Map.of() : data;
    if (items.isEmpty()) {
      for (Map.Entry<String, byte[]> entry : there.entrySet()) {
        write(folder, entry.getKey(), entry.getValue(), mode);
      }
    }
    for (KeyToPath item : items) {
      byte[] value = there.get(item.getKey());
      if (value != null) {
        write(folder, item.getPath(), value, item.getMode() == null ? mode : item.getMode());
      } else if (needed) {
        throw new NotReadyException(
            object + " references non-existent config key: " + item.getKey());
      }
    }
  }

  private void downward(Path folder, List<DownwardAPIVolumeFile> items, @Nullable Integer mode)
      throws IOException {
    for (DownwardAPIVolumeFile item : items) {
      String value =
          item.getFieldRef() != null
              ? fields.field(item.getFieldRef().getFieldPath())
              : fields.resource(item.getResourceFieldRef(), "");
      write(folder, item.getPath(), bytes(value), item.getMode() == null ? mode : item.getMode());
    }
  }

  private static void write(Path folder, String name, byte[] content, @Nullable Integer mode)
      throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.deleteIfExists(file);
    Files.write(file, content);
    Files.setPosixFilePermissions(file, permissions(mode == null ? DEFAULT_MODE : mode));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromTheLeft = PosixFilePermission.values();
    for (int i = 0; i < fromTheLeft.length; i++) {
      if ((mode & 0400 >> i) != 0) {
        permissions.add(fromTheLeft[i]);
      }
    }
    return permissions;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
