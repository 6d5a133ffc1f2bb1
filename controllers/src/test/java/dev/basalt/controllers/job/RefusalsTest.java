package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
  private static final long NOW = Instant.parse("2026-11-26T19:40:12Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          true  | 422 | Pod "sweep-main-0" is invalid: spec.containers[0].image: Required value
          true  | 400 | admission webhook "policy.example" denied the request: no latest
          true  | 413 | Request entity too large: limit is 3145728
          true  | 403 | pods "sweep-main-0" is forbidden: violates PodSecurity "restricted:latest"
          true  | 403 | pods "sweep-main-0" is forbidden: maximum cpu usage per Container is 1
          true  | 403 | pods "x" is forbidden: error looking up service account team/robot: serviceaccount "robot" not found
          true  | 403 | pods "x" is forbidden: no PriorityClass with name high was found
          false | 403 | pods is forbidden: User "system:serviceaccount:basalt:controllers" cannot create resource "pods" in API group "" in the namespace "team"
          false | 403 | pods "x" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on
          false | 403 | pods "x" is forbidden: unable to create new content in namespace team because it is being terminated
          false | 401 | Unauthorized
          false | 404 | namespaces "team" not found
          false | 404 | the server could not find the requested resource
          """)
  void whatTheJobIsRefusedIsToldFromWhatOthersMustMend(
      boolean ofTheJob, int status, String message) {
    assertThat(Refusals.isOfTheJob(status, message)).isEqualTo(ofTheJob);
  }

  @Test
  void theTimeOfTheFirstRefusalIsKeptUntilTheJobGetsWhatItWants() {
    Map<String, String> status = new HashMap<>(Map.of("plugin-svc", "svc"));

    assertThat(Refusals.sinceMillis(status, "PodRefused", NOW + 345)).isEqualTo(NOW);
    assertThat(Refusals.sinceMillis(new HashMap<>(status), "PodRefused", NOW + 60_000))
        .isEqualTo(NOW);
    Refusals.end(status, "PluginError");
    assertThat(status).containsEntry("refused", "PodRefused 2026-11-26T19:40:12Z");
    assertThat(Refusals.sinceMillis(status, "PluginError", NOW + 60_000)).isEqualTo(NOW + 60_000);
    Refusals.end(status, "PluginError");
    assertThat(status).containsOnlyKeys("plugin-svc");
  }

  @Test
  void aTimeThatSomebodyHasSpoiledBeginsAnew() {
    Map<String, String> status = new HashMap<>(Map.of("refused", "PodRefused yesterday"));

    assertThat(Refusals.sinceMillis(status, "PodRefused", NOW)).isEqualTo(NOW);
  }
}
