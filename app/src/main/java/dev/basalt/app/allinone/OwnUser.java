package dev.basalt.app.allinone;

import dev.basalt.app.CommandFailure;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Who we are to the API server: our controllers write by that name. */
final class OwnUser {
  private OwnUser() {}

  /**
   * Our user name.
   *
   * @throws CommandFailure if the API server does not tell
   */
  static String of(ApiAccess access) {
    ApiClient client = ApiClient.open(access, "basalt");
    try {
      String answer =
          client
              .kubernetes()
              .raw(
                  "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                  "POST",
                  new SelfSubjectReview());
      return client
          .kubernetes()
          .getKubernetesSerialization()
          .unmarshal(answer, SelfSubjectReview.class)
          .getStatus()
          .getUserInfo()
          .getUsername();
    } catch (KubernetesClientException e) {
      throw new CommandFailure("the API server does not tell who we are: " + e.getMessage(), e);
    } finally {
      client.close();
    }
  }
}
