package dev.basalt.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.inspector.Authority.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KubernetesAuthorityTest {
  private static final Access READ = new Access.OnObjects("get", "g", "podgroups", "team", "job");
  private static final String KNOWN =
      "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"ann\",\"uid\":\"7\",\"groups\":[\"quants\"]}}}";

  /** Answers with what was prepared, and keeps what was asked. */
  private static final class Prepared implements ApiTransport {
    final Deque<CompletableFuture<ApiResponse>> answers = new ArrayDeque<>();
    final List<ApiRequest> asked = new ArrayList<>();

    Prepared then(int status, String body) {
      answers.add(
          CompletableFuture.completedFuture(
              new ApiResponse(status, body.getBytes(StandardCharsets.UTF_8), null)));
      return this;
    }

    @Override
    public CompletableFuture<ApiResponse> send(ApiRequest request) {
      asked.add(request);
      return answers.remove();
    }
  }

  @Test
  void aKnownUserWhoMayIsLetInAndTheUsersGroupsAreAskedFor() {
    Prepared api = new Prepared().then(201, KNOWN).then(201, "{\"status\":{\"allowed\":true}}");

    assertThat(new KubernetesAuthority(api).judge("secret", READ)).isEqualTo(Verdict.ALLOWED);

    JsonNode token = Json.parse(api.asked.get(0).body());
    assertThat(token.at("/spec/token").asText()).isEqualTo("secret");
    JsonNode access = Json.parse(api.asked.get(1).body());
    assertThat(access.at("/spec/user").asText()).isEqualTo("ann");
    assertThat(access.at("/spec/groups/0").asText()).isEqualTo("quants");
    assertThat(access.at("/spec/resourceAttributes/namespace").asText()).isEqualTo("team");
    assertThat(access.at("/spec/resourceAttributes/verb").asText()).isEqualTo("get");
  }

  @Test
  void aKnownUserWhoMayNotIsForbidden() {
    Prepared api = new Prepared().then(201, KNOWN).then(201, "{\"status\":{\"allowed\":false}}");

    assertThat(new KubernetesAuthority(api).judge("secret", new Access.OnPath("get", "/x")))
        .isEqualTo(Verdict.FORBIDDEN);
    assertThat(Json.parse(api.asked.get(1).body()).at("/spec/nonResourceAttributes/path").asText())
        .isEqualTo("/x");
  }

  @Test
  void withoutATokenOrWithOneThatNobodyKnowsNothingElseIsAsked() {
    Prepared api = new Prepared().then(201, "{\"status\":{\"authenticated\":false}}");
    KubernetesAuthority authority = new KubernetesAuthority(api);

    assertThat(authority.judge(null, READ)).isEqualTo(Verdict.UNKNOWN_TOKEN);
    assertThat(authority.judge("", READ)).isEqualTo(Verdict.UNKNOWN_TOKEN);
    assertThat(authority.judge("forged", READ)).isEqualTo(Verdict.UNKNOWN_TOKEN);
    assertThat(api.asked).hasSize(1);
  }

  @Test
  void whatIsNotAnsweredIsNeverAllowed() {
    Prepared lost = new Prepared();
    lost.answers.add(CompletableFuture.failedFuture(new IOException("gone")));

    assertThat(new KubernetesAuthority(lost).judge("secret", READ)).isEqualTo(Verdict.UNREACHABLE);
    assertThat(
            new KubernetesAuthority(new Prepared().then(201, KNOWN).then(403, "{}"))
                .judge("secret", READ))
        .isEqualTo(Verdict.UNREACHABLE);
    assertThat(
            new KubernetesAuthority(new Prepared().then(201, KNOWN).then(201, "garbage"))
                .judge("secret", READ))
        .isEqualTo(Verdict.FORBIDDEN);
  }
}
