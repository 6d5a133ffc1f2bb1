package dev.basalt.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server: a TokenReview tells whose token it is, a SubjectAccessReview what that user
 * may do. Nothing is remembered, so that what is taken away is gone at once.
 */
public final class KubernetesAuthority implements Authority {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String AUTHENTICATION = "authentication.k8s.io/v1";
  private static final String AUTHORIZATION = "authorization.k8s.io/v1";

  private final ApiTransport api;

  /**
   * Makes an authority.
   *
   * @param api whose own user may create both kinds of reviews
   */
  public KubernetesAuthority(ApiTransport api) {
    this.api = api;
  }

  @Override
  public Verdict judge(@Nullable String token, Access access) {
    if (token == null || token.isEmpty()) {
      return Verdict.UNKNOWN_TOKEN;
    }
    ObjectNode review = review(AUTHENTICATION, "TokenReview");
    review.putObject("spec").put("token", token);
    JsonNode status = create("/apis/" + AUTHENTICATION + "/tokenreviews", review);
    if (status == null) {
      return Verdict.UNREACHABLE;
    }
    if (!status.path("authenticated").asBoolean()) {
      return Verdict.UNKNOWN_TOKEN;
    }
    JsonNode decision =
        create(
            "/apis/" + AUTHORIZATION + "/subjectaccessreviews",
            accessReview(status.path("user"), access));
    if (decision == null) {
      return Verdict.UNREACHABLE;
    }
    return decision.path("allowed").asBoolean() ? Verdict.ALLOWED : Verdict.FORBIDDEN;
  }

  private static ObjectNode accessReview(JsonNode user, Access access) {
    ObjectNode review = review(AUTHORIZATION, "SubjectAccessReview");
    ObjectNode spec = review.putObject("spec");
    spec.put("user", user.path("username").asText());
    spec.put("uid", user.path("uid").asText());
    spec.set("groups", user.path("groups").deepCopy());
    if (user.has("extra")) {
      spec.set("extra", user.path("extra").deepCopy());
    }
    switch (access) {
      case Access.OnObjects(var verb, var group, var resource, var namespace, var name) ->
          spec.putObject("resourceAttributes")
              .put("verb", verb)
              .put("group", group)
              .put("resource", resource)
              .put("namespace", namespace)
              .put("name", name);
      case Access.OnPath(var verb, var path) ->
          spec.putObject("nonResourceAttributes").put("verb", verb).put("path", path);
    }
    return review;
  }

  private static ObjectNode review(String apiVersion, String kind) {
    return Json.object().put("apiVersion", apiVersion).put("kind", kind);
  }

  /** The status that the API server gives a review, null if it gives none. */
  private @Nullable JsonNode create(String path, ObjectNode review) {
    try {
      ApiResponse response = api.send(ApiRequest.post(path, Json.bytes(review), TIMEOUT)).join();
      return response.status() == 201 ? Json.parse(response.body()).path("status") : null;
    } catch (CompletionException e) {
      return null;
    }
  }
}
