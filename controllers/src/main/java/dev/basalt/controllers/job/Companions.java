package dev.basalt.controllers.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.VolumeSpec;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.plugin.JobPlugin;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes and removes the objects beside a job's pods: claims, and what plugins ask for. */
final class Companions {
  static final String PLUGIN = "plugin-";
  private static final String CLAIM = "volume-pvc-";
  private static final int CONFLICT = 409;

  private final Writer writer;
  private final Notices notices;
  private final KubernetesSerialization serialization;

  Companions(Writer writer, Notices notices, KubernetesSerialization serialization) {
    this.writer = writer;
    this.notices = notices;
    this.serialization = serialization;
  }

  /**
   * Makes the claims that are missing.
   *
   * @param controlled what was made before, as the job's status tells; what is made now is added
   * @throws WriteFailedException if one could not be made
   */
  void claims(Turn turn, Map<String, String> controlled) throws InterruptedException {
    List<VolumeSpec> volumes = turn.spec().volumes() == null ? List.of() : turn.spec().volumes();
    for (Map.Entry<String, PersistentVolumeClaim> claim :
        JobClaims.toMake(turn.job(), volumes).entrySet()) {
      if (!controlled.containsKey(CLAIM + claim.getKey())) {
        make(ApiPaths.claims(turn.key().namespace()), claim.getValue());
        controlled.put(CLAIM + claim.getKey(), claim.getKey());
      }
    }
  }

  /**
   * The first claim that the job names and that is not there, with the remedy; null if none is.
   *
   * @param controlled what belongs to the job, as its status tells; claims that are there are added
   */
  @Nullable String missingClaim(Turn turn, Map<String, String> controlled)
      throws InterruptedException {
    List<VolumeSpec> volumes = turn.spec().volumes() == null ? List.of() : turn.spec().volumes();
    for (int i = 0; i < volumes.size(); i++) {
      String name = volumes.get(i).volumeClaimName();
      if (name == null || name.isEmpty() || volumes.get(i).volumeClaim() != null) {
        continue;
      }
      ObjectKey key = new ObjectKey(turn.key().namespace(), name);
      if (writer.read(ApiPaths.claim(key)).isMissingNode()) {
        return "claim "
            + name
            + " of spec.volumes["
            + i
            + "] is not there: the job is Pending until it is created";
      }
      controlled.put(CLAIM + name, name);
    }
    return null;
  }

  /**
   * Makes what plugins ask for and is missing.
   *
   * @param controlled what was made before, as the job's status tells; what is made now is added
   * @param changed whether the job has changed since
   * @throws WriteFailedException if something could not be made
   */
  void ensure(
      Turn turn, Map<String, JobPlugin> plugins, Map<String, String> controlled, boolean changed)
      throws InterruptedException {
    for (Map.Entry<String, JobPlugin> plugin : plugins.entrySet()) {
      boolean made = controlled.containsKey(PLUGIN + plugin.getKey());
      if (!made || changed) {
        JobPlugin.Companions wanted = plugin.getValue().companions(turn.context());
        wanted.notes().forEach(note -> notices.event(turn.job(), true, "PluginNote", note));
        for (HasMetadata object : wanted.objects()) {
          bringAbout(turn, object);
        }
        controlled.put(PLUGIN + plugin.getKey(), plugin.getKey());
      }
    }
  }

  /**
   * Removes what plugins asked for and the job owns; claims stay, as there may be results on them.
   *
   * @param controlled what was made, from which it is taken off
   */
  void remove(Turn turn, Map<String, JobPlugin> plugins, Map<String, String> controlled)
      throws InterruptedException {
    for (Map.Entry<String, JobPlugin> plugin : plugins.entrySet()) {
      if (controlled.containsKey(PLUGIN + plugin.getKey())) {
        for (HasMetadata object : plugin.getValue().companions(turn.context()).objects()) {
          JsonNode there = writer.read(path(object));
          if (owners(there)
              .anyMatch(one -> turn.job().getMetadata().getUid().equals(text(one, "uid")))) {
            writer.delete(path(object), text(there.path("metadata"), "uid"), "Background");
          }
        }
        controlled.remove(PLUGIN + plugin.getKey());
      }
    }
  }

  private void bringAbout(Turn turn, HasMetadata object) throws InterruptedException {
    OwnerReference owner = Metadata.owner(turn.job());
    object.getMetadata().setOwnerReferences(List.of(owner));
    if (make(ApiPaths.ofKind(object.getKind(), object.getMetadata().getNamespace()), object)) {
      return;
    }
    String uid = uidOfJobThatOwns(writer.read(path(object)), owner.getName());
    if (uid == null) {
      notices.event(
          turn.job(),
          true,
          "PluginError",
          object.getKind()
              + " "
              + object.getMetadata().getName()
              + " is not the job's and is left as it is; rename it or the job");
      return;
    }
    ObjectNode patch = Json.object();
    if (!uid.equals(owner.getUid())) {
      // Left by a former job of this name, it would go with it.
      patch.putObject("metadata").set("ownerReferences", tree(List.of(owner)));
    }
    if (object instanceof ConfigMap map) {
      ObjectNode data = patch.putObject("data");
      map.getData().forEach(data::put);
    }
    if (!patch.isEmpty()) {
      writer.merge(path(object), patch);
    }
  }

  private static @Nullable String uidOfJobThatOwns(JsonNode object, String name) {
    return owners(object)
        .filter(owner -> text(owner, "kind").equals("Job") && text(owner, "name").equals(name))
        .map(owner -> text(owner, "uid"))
        .findFirst()
        .orElse(null);
  }

  private static Stream<JsonNode> owners(JsonNode object) {
    return object.path("metadata").path("ownerReferences").valueStream();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  private JsonNode tree(Object object) {
    return Json.parse(serialization.asJson(object).getBytes(StandardCharsets.UTF_8));
  }

  /** Makes an object; false if one of that name is there. */
  private boolean make(String collection, HasMetadata object) throws InterruptedException {
    byte[] body = serialization.asJson(object).getBytes(StandardCharsets.UTF_8);
    ApiResponse response = writer.create(collection, body);
    if (response.status() == CONFLICT) {
      return false;
    }
    if (!response.successful()) {
      throw WriteFailedException.of(
          "create " + object.getKind() + " " + ObjectKey.of(object), response);
    }
    return true;
  }

  private static String path(HasMetadata object) {
    return ApiPaths.ofKind(object.getKind(), object.getMetadata().getNamespace())
        + "/"
        + object.getMetadata().getName();
  }
}
