package dev.basalt.controllers.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OwnerLookupTest {
  private static final Owner FLOW = new Owner("argoproj.io/v1alpha1", "Workflow", "flow", "u1");
  private static final String SAYS =
      "{\"metadata\":{\"uid\":\"u1\",\"annotations\":{\"scheduling.volcano.sh/queue-name\":\"night\"}}}";

  private final List<ApiRequest> sent = new CopyOnWriteArrayList<>();
  private ApiResponse answer = response(200, SAYS);

  private final OwnerLookup lookup =
      new OwnerLookup(
          new Writer(
              request -> {
                sent.add(request);
                return CompletableFuture.completedFuture(answer);
              },
              Fence.none(),
              Clock.system()),
          Clock.system());

  @Test
  void anOwnerIsReadOnceForAllItsPods() throws Exception {
    assertThat(lookup.wishes(FLOW, "ns").queue()).isEqualTo("night");
    assertThat(lookup.wishes(FLOW, "ns").queue()).isEqualTo("night");

    assertThat(sent)
        .singleElement()
        .satisfies(request ->
            assertThat(request.path())
                .isEqualTo("/apis/argoproj.io/v1alpha1/namespaces/ns/workflows/flow"));
  }

  @Test
  void anotherOfThatNameSaysNothing() throws Exception {
    answer = response(200, SAYS.replace("u1", "u2"));
    assertThat(lookup.wishes(FLOW, "ns")).isEqualTo(Wishes.NONE);
  }

  @Test
  void anOwnerThatIsGoneOrMayNotBeReadSaysNothing() throws Exception {
    answer = response(404, "{}");
    assertThat(lookup.wishes(FLOW, "ns")).isEqualTo(Wishes.NONE);
    answer = response(403, "{\"message\":\"workflows is forbidden\"}");
    Owner other = new Owner("argoproj.io/v1alpha1", "Workflow", "other", "u9");
    assertThat(lookup.wishes(other, "ns")).isEqualTo(Wishes.NONE);
  }

  @Test
  void anApiServerInTroubleIsAskedAgain() throws Exception {
    answer = response(503, "{}");
    assertThatThrownBy(() -> lookup.wishes(FLOW, "ns")).isInstanceOf(WriteFailedException.class);
    answer = response(200, SAYS);
    assertThat(lookup.wishes(FLOW, "ns").queue()).isEqualTo("night");
  }

  private static ApiResponse response(int status, String body) {
    return new ApiResponse(status, body.getBytes(StandardCharsets.UTF_8), null);
  }
}
