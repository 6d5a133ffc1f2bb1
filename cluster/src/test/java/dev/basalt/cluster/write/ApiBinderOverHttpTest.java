package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.FakeApiServer;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binder on its real client, against a server that breaks connections. */
class ApiBinderOverHttpTest {
  private static final int PODS = 300;

  @TempDir Path directory;

  @Test
  void everyPodIsBoundOnceThoughRepliesAreLostAndRequestsRefused() throws Exception {
    Set<String> bound = ConcurrentHashMap.newKeySet();
    AtomicInteger doubled = new AtomicInteger();
    AtomicInteger requests = new AtomicInteger();
    FakeApiServer.Handler handler =
        (exchange, body) -> {
          String pod = exchange.getRequestURI().getPath().split("/")[6];
          int number = requests.incrementAndGet();
          if (exchange.getRequestMethod().equals("GET")) {
            String node = bound.contains(pod) ? ",\"spec\":{\"nodeName\":\"n\"}" : "";
            FakeApiServer.answer(
                exchange, 200, "{\"metadata\":{\"uid\":\"u-" + pod + "\"}" + node + "}");
          } else if (number % 7 == 0) {
            FakeApiServer.answer(exchange, 429, "");
          } else if (number % 11 == 0) {
            FakeApiServer.loseReply(exchange);
          } else if (!bound.add(pod)) {
            doubled.incrementAndGet();
            FakeApiServer.answer(exchange, 409, "{}");
          } else if (number % 5 == 0) {
            FakeApiServer.loseReply(exchange);
          } else {
            FakeApiServer.answer(exchange, 201, "{}");
          }
        };
    BlockingQueue<ClusterEvent> answers = new LinkedBlockingQueue<>();
    try (FakeApiServer server = new FakeApiServer(handler);
        ApiClient client = server.client(directory);
        WriteThread loop = new WriteThread()) {
      ApiBinder binder =
          new ApiBinder(
              client,
              loop,
              Clock.system(),
              Fence.none(),
              BinderSettings.standard(),
              answers::add,
              BindingObserver.none());
      for (int i = 0; i < PODS; i++) {
        binder.bind(new Binding("u-p" + i, "ns", "p" + i, "n"));
      }
      Set<ClusterEvent> confirmed = new HashSet<>();
      for (int i = 0; i < PODS; i++) {
        ClusterEvent answer = answers.poll(60, TimeUnit.SECONDS);
        assertThat(answer).isInstanceOf(BindingConfirmed.class);
        assertThat(confirmed.add(answer)).isTrue();
      }
    }
    assertThat(bound).hasSize(PODS);
    assertThat(doubled).as("nothing was sent again that had taken effect").hasValue(0);
    assertThat(answers).isEmpty();
  }
}
