package dev.basalt.app.clients;

import dev.basalt.app.clients.Fixture.Step;
import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays a client's steps in a namespace of its own. */
final class FixturePlayer implements AutoCloseable {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Set<String> OF_THE_CLUSTER = Set.of("Queue", "PriorityClass");
  private static final int MOST_TEXT = 3000;

  private final KubernetesClient client;
  private final String namespace;
  private final Fixture fixture;
  private final Map<String, String> uids = new HashMap<>();
  private final List<GenericKubernetesResource> ofTheCluster = new ArrayList<>();

  FixturePlayer(KubernetesClient client, String namespace, Fixture fixture) {
    this.client = client;
    this.namespace = namespace;
    this.fixture = fixture;
  }

  void play() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("default")
                .endMetadata()
                .build())
        .serverSideApply();
    fixture.steps().forEach(this::play);
  }

  /** Removes what it made, without waiting. */
  @Override
  public void close() {
    client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    client.namespaces().withName(namespace).delete();
    ofTheCluster.forEach(object -> client.resource(object).delete());
  }

  private void play(Step step) {
    switch (step) {
      case Step.Create create -> create.objects().forEach(this::create);
      case Step.Apply apply ->
          resource(object(apply.object()))
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withFieldManager(fixture.name())
                      .build());
      case Step.Put put -> put(object(put.object()));
      case Step.Delete delete -> resource(object(delete.object())).withGracePeriod(0).delete();
      case Step.Expect expect -> expect(expect);
    }
  }

  private void create(Map<?, ?> wanted) {
    GenericKubernetesResource object = object(wanted);
    // A kind that was defined a moment ago may not be served yet.
    GenericKubernetesResource made =
        Objects.requireNonNull(
            Eventually.within(SOON)
                .becomes(
                    "%s: %s %s".formatted(fixture.name(), object.getKind(), name(object)),
                    () -> createIfServed(object),
                    Objects::nonNull));
    uids.put(object.getKind() + "/" + name(object), made.getMetadata().getUid());
    if (OF_THE_CLUSTER.contains(object.getKind())) {
      ofTheCluster.add(made);
    }
  }

  private @Nullable GenericKubernetesResource createIfServed(GenericKubernetesResource object) {
    try {
      return resource(object).create();
    } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
      if (e.getCode() == 404) {
        return null;
      }
      throw e;
    }
  }

  /** As a client does it that is not alone: it reads and writes again when another was faster. */
  private void put(GenericKubernetesResource parts) {
    Eventually.within(SOON).passes(() -> putOnce(parts));
  }

  private void putOnce(GenericKubernetesResource parts) {
    GenericKubernetesResource live = resource(parts).require();
    parts
        .getAdditionalProperties()
        .forEach((section, value) -> {
          Map<String, @Nullable Object> whole = new LinkedHashMap<>();
          if (live.getAdditionalProperties().get(section) instanceof Map<?, ?> before) {
            before.forEach((key, part) -> whole.put(String.valueOf(key), part));
          }
          ((Map<?, ?>) value).forEach((key, part) -> whole.put(String.valueOf(key), part));
          live.setAdditionalProperty(section, whole);
        });
    if (!parts.getMetadata().getOwnerReferences().isEmpty()) {
      live.getMetadata().setOwnerReferences(parts.getMetadata().getOwnerReferences());
    }
    resource(live).update();
  }

  private void expect(Step.Expect expect) {
    Map<?, ?> wanted = (Map<?, ?>) Objects.requireNonNull(substituted(expect.pattern()));
    Pattern pattern = new Pattern(wanted);
    Eventually.within(SOON)
        .passes(() -> {
          List<Map<?, ?>> there = all(wanted);
          long matching = there.stream().filter(pattern::matches).count();
          boolean enough = expect.count() == null ? matching > 0 : matching == expect.count();
          if (!enough) {
            throw new AssertionError(
                "%s: %s objects like %s, but %d of: %s"
                    .formatted(
                        fixture.name(),
                        expect.count() == null ? "some" : expect.count(),
                        wanted,
                        matching,
                        cut(there.toString())));
          }
        });
  }

  private List<Map<?, ?>> all(Map<?, ?> pattern) {
    var kind =
        client.genericKubernetesResources(
            String.valueOf(pattern.get("apiVersion")), String.valueOf(pattern.get("kind")));
    List<GenericKubernetesResource> items =
        OF_THE_CLUSTER.contains(String.valueOf(pattern.get("kind")))
            ? kind.list().getItems()
            : kind.inNamespace(namespace).list().getItems();
    List<Map<?, ?>> maps = new ArrayList<>();
    for (GenericKubernetesResource item : items) {
      item.getMetadata().setManagedFields(null);
      maps.add(client.getKubernetesSerialization().convertValue(item, Map.class));
    }
    return maps;
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
    var kind = client.genericKubernetesResources(object.getApiVersion(), object.getKind());
    return OF_THE_CLUSTER.contains(object.getKind())
        ? kind.resource(object)
        : kind.inNamespace(namespace).resource(object);
  }

  private GenericKubernetesResource object(Map<?, ?> map) {
    return client
        .getKubernetesSerialization()
        .convertValue(substituted(map), GenericKubernetesResource.class);
  }

  /** With the UID of an object made before wherever {@code ${Kind/name}} stands for it. */
  private @Nullable Object substituted(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, each) -> copy.put(key, substituted(each)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(each -> copy.add(substituted(each)));
        yield copy;
      }
      case String text when text.contains("${") -> withUids(text);
      default -> value;
    };
  }

  private String withUids(String text) {
    int start = text.indexOf("${");
    int end = text.indexOf('}', start);
    String key = text.substring(start + 2, end);
    String uid = uids.get(key);
    if (uid == null) {
      throw new IllegalArgumentException(fixture.name() + ": " + key + " was not created before");
    }
    return text.substring(0, start) + uid + text.substring(end + 1);
  }

  private static String name(GenericKubernetesResource object) {
    return object.getMetadata().getName();
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "...";
  }
}
