package dev.basalt.cluster.feed;

import static dev.basalt.cluster.feed.FakeApiServer.PROTOBUF;
import static dev.basalt.cluster.feed.FakeApiServer.body;
import static dev.basalt.cluster.feed.FakeApiServer.brokenStream;
import static dev.basalt.cluster.feed.FakeApiServer.refusal;
import static dev.basalt.cluster.feed.FakeApiServer.stream;
import static dev.basalt.cluster.feed.protobuf.ProtoObjects.bookmark;
import static dev.basalt.cluster.feed.protobuf.ProtoObjects.enveloped;
import static dev.basalt.cluster.feed.protobuf.ProtoObjects.frame;
import static dev.basalt.cluster.feed.protobuf.ProtoObjects.list;
import static dev.basalt.cluster.feed.protobuf.ProtoObjects.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.feed.protobuf.NodeSkimmer;
import dev.basalt.cluster.feed.protobuf.ProtoObjects;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protobuf watch against everything an API server may do to it. */
class ProtobufSourceTest {
  private static final byte[] SYNCED = frame("BOOKMARK", "Node", bookmark("10", true));

  private final FakeApiServer server = new FakeApiServer();
  private final KubernetesClient client = server.client();
  private final EventLog log = new EventLog();
  private final AtomicLong now = new AtomicLong();
  private final Vitals vitals = new Vitals(new HandClock(now::get));
  private final AtomicInteger synced = new AtomicInteger();
  private final Fallback fallback = new Fallback();
  private ProtobufSource<NodeSpec> source = source(Duration.ofSeconds(30));

  @AfterEach
  void stop() {
    source.close();
    client.close();
    server.close();
  }

  @Test
  void initialObjectsAreToldAndThenWhatHappens() throws InterruptedException {
    server.then(
        server.openStream(
            added("a", "1"),
            added("b", "2"),
            SYNCED,
            added("c", "11"),
            frame("DELETED", "Node", node("a", "12"))));
    source.start();
    log.awaitWords("+a", "+b", "+c", "-a/uid-a");
    assertThat(synced).hasValue(1);
    assertThat(server.nextRequest())
        .startsWith("/api/v1/nodes?watch=true")
        .contains("sendInitialEvents=true", "resourceVersionMatch=NotOlderThan")
        .contains("allowWatchBookmarks=true")
        .doesNotContain("resourceVersion=");
    assertThat(vitals.status("").synced()).isTrue();
  }

  @Test
  void aChangeThatDoesNotMatterIsNotTold() throws InterruptedException {
    server.then(
        server.openStream(
            added("a", "1"),
            SYNCED,
            frame("MODIFIED", "Node", node("a", "11")),
            frame("MODIFIED", "Node", node("a", "12")),
            added("b", "13")));
    source.start();
    log.awaitWords("+a", "+b");
  }

  @Test
  void aStreamCutAtAnyByteIsReadTheSame() throws InterruptedException {
    byte[] whole = concat(added("größe-名前", "1"), SYNCED, added("ünder-λ", "11"));
    for (int cut = 0; cut < whole.length; cut += 7) {
      server.then(
          server.openStream(
              Arrays.copyOf(whole, cut), Arrays.copyOfRange(whole, cut, whole.length)));
      EventLog own = new EventLog();
      source = source(own, Duration.ofSeconds(30));
      source.start();
      own.awaitWords("+größe-名前", "+ünder-λ");
      source.close();
    }
  }

  @Test
  void aBrokenWatchGoesOnFromTheLastVersionSeen() throws InterruptedException {
    byte[] cut = added("lost", "12");
    server
        .then(
            brokenStream(
                told("+b"),
                added("a", "1"),
                SYNCED,
                added("b", "11"),
                Arrays.copyOf(cut, cut.length - 3)))
        .then(server.openStream(added("lost", "12")));
    source.start();
    log.awaitWords("+a", "+b", "+lost");
    assertThat(server.nextRequest()).contains("sendInitialEvents=true");
    assertThat(server.nextRequest())
        .contains("&resourceVersion=11")
        .doesNotContain("sendInitialEvents");
  }

  @Test
  void aBookmarkMovesTheVersionToGoOnFrom() throws InterruptedException {
    server
        .then(
            brokenStream(
                told("+b"),
                SYNCED,
                concat(added("b", "11"), frame("BOOKMARK", "Node", bookmark("99", false)))))
        .then(server.openStream());
    source.start();
    server.nextRequest();
    assertThat(server.nextRequest()).contains("&resourceVersion=99");
  }

  @Test
  void afterAnExpiredVersionAllIsReadAgainAndWhatIsGoneIsTold() throws InterruptedException {
    server
        .then(
            stream(
                added("a", "1"),
                added("b", "2"),
                SYNCED,
                frame("ERROR", "Status", status(410, "Expired", "too old resource version"))))
        .then(server.openStream(added("b", "2"), added("c", "30"), SYNCED));
    source.start();
    log.awaitWords("+a", "+b", "+c", "-a/uid-a");
    server.nextRequest();
    assertThat(server.nextRequest()).contains("sendInitialEvents=true");
  }

  @Test
  void anAnswer410ReadsAllAgain() throws InterruptedException {
    server
        .then(brokenStream(told("+a"), concat(added("a", "1"), SYNCED)))
        .then(body(410, PROTOBUF, enveloped("Status", status(410, "Expired", "too old version"))))
        .then(server.openStream(added("b", "30"), SYNCED));
    source.start();
    log.awaitWords("+a", "+b", "-a/uid-a");
  }

  @Test
  void aNodeMadeAgainUnderItsNameIsAnotherNode() throws InterruptedException {
    byte[] again =
        ProtoObjects.node(
            new NodeBuilder()
                .withNewMetadata()
                .withName("a")
                .withUid("another")
                .withResourceVersion("30")
                .endMetadata()
                .build());
    server
        .then(stream(added("a", "1"), SYNCED, frame("ERROR", "Status", status(410, "Gone", ""))))
        .then(server.openStream(frame("ADDED", "Node", again), SYNCED));
    source.start();
    log.awaitWords("+a", "-a/uid-a", "+a");
  }

  @Test
  void anInitialListThatBreaksOffLosesNothing() throws InterruptedException {
    server
        .then(stream(concat(added("a", "1"), added("b", "2"), SYNCED), expired()))
        .then(brokenStream(() -> {}, added("a", "1")))
        .then(page("10", "", node("b", "2")))
        .then(server.openStream(added("c", "11")));
    source.start();
    log.awaitWords("+a", "+b", "-a/uid-a", "+c");
    assertThat(synced).hasValue(2);
  }

  @Test
  void anInitialListThatBreaksOffIsReadPageByPage() throws InterruptedException {
    server
        .then(brokenStream(() -> {}, added("a", "1")))
        .then(page("10", "", node("a", "1"), node("b", "2")))
        .then(stream(added("c", "11"), expired()))
        .then(server.openStream(added("b", "2"), SYNCED));
    source.start();
    log.awaitWords("+a", "+b", "+c", "-a/uid-a", "-c/uid-c");
    assertThat(server.nextRequest()).contains("sendInitialEvents=true");
    assertThat(server.nextRequest()).isEqualTo("/api/v1/nodes?limit=500");
    assertThat(server.nextRequest()).contains("watch=true", "&resourceVersion=10");
    // The one that broke off says nothing of the next.
    assertThat(server.nextRequest()).contains("sendInitialEvents=true");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 406, 422})
  void whereWatchListIsRefusedPagesAreRead(int code) throws InterruptedException {
    server
        .then(refusal(code))
        .then(page("10", "next page", node("a", "1"), node("b", "2")))
        .then(page("10", "", node("c", "3")))
        .then(server.openStream(added("d", "11")));
    source.start();
    log.awaitWords("+a", "+b", "+c", "+d");
    server.nextRequest();
    assertThat(server.nextRequest()).isEqualTo("/api/v1/nodes?limit=500");
    assertThat(server.nextRequest()).isEqualTo("/api/v1/nodes?limit=500&continue=next+page");
    assertThat(server.nextRequest()).contains("watch=true", "&resourceVersion=10");
    assertThat(fallback.started()).isFalse();
  }

  @Test
  void pagesThatExpireAreReadFromTheBeginning() throws InterruptedException {
    server
        .then(refusal(422))
        .then(page("10", "more", node("a", "1")))
        .then(refusal(410))
        .then(page("20", "", node("b", "2")))
        .then(server.openStream(added("c", "21")));
    source.start();
    log.awaitWords("+a", "+b", "-a/uid-a", "+c");
    assertThat(synced).hasValue(1);
  }

  @Test
  void whereProtobufIsRefusedTheFallbackTakesOver() throws InterruptedException {
    server.then(refusal(406)).then(refusal(406));
    source.start();
    fallback.awaitStart();
    assertThat(source.description()).isEqualTo("fallback (protobuf refused)");
  }

  @Test
  void anAnswerInJsonMakesTheFallbackTakeOver() throws InterruptedException {
    server
        .then(body(200, "application/json", new byte[] {'{', '}'}))
        .then(body(200, "application/json", new byte[] {'{', '}'}));
    source.start();
    fallback.awaitStart();
  }

  @Test
  void bytesThatAreNoFrameMakeTheFallbackTakeOver() throws InterruptedException {
    server.then(server.openStream("{\"type\":\"ADDED\"}".getBytes(StandardCharsets.UTF_8)));
    source.start();
    fallback.awaitStart();
  }

  @Test
  void aSilentWatchIsStartedAgain() throws InterruptedException {
    source = source(Duration.ofMillis(300));
    server
        .then(server.openStream(added("a", "1"), SYNCED))
        .then(server.openStream(added("b", "11")));
    source.start();
    log.awaitWords("+a", "+b");
    server.nextRequest();
    assertThat(server.nextRequest()).contains("&resourceVersion=10");
  }

  @Test
  void aQuietWatchThatIsStartedAgainCountsAsHeard() throws InterruptedException {
    source = source(Duration.ofMillis(300));
    CountDownLatch later = new CountDownLatch(1);
    server
        .then(server.openStream(added("a", "1"), SYNCED))
        .then(exchange -> {
          later.await();
          server.openStream().give(exchange);
        });
    source.start();
    log.awaitWords("+a");
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(vitals.silentNanos()).isPositive();
    later.countDown();
    Eventually.within(Duration.ofSeconds(20))
        .passes(() -> assertThat(vitals.silentNanos()).isZero());
  }

  @Test
  void anErrorIsTriedAgainAndShows() throws InterruptedException {
    CountDownLatch asserted = new CountDownLatch(1);
    server
        .then(body(500, PROTOBUF, enveloped("Status", status(500, "Internal", "etcd is away"))))
        .then(exchange -> {
          // The first byte of an answer would count as heard, and clear the error.
          asserted.await();
          server.openStream().give(exchange);
        });
    source.start();
    server.nextRequest();
    server.nextRequest();
    assertThat(vitals.status("").lastError()).isEqualTo("HTTP 500: etcd is away");
    assertThat(fallback.started()).isFalse();
    asserted.countDown();
  }

  @Test
  void nothingIsToldAfterTheEnd() throws InterruptedException {
    server.then(server.openStream(added("a", "1"), SYNCED));
    source.start();
    log.awaitWords("+a");
    source.close();
    assertThat(log.words()).containsExactly("+a");
    assertThat(fallback.started()).isFalse();
  }

  private ProtobufSource<NodeSpec> source(Duration silence) {
    return source(log, silence);
  }

  private ProtobufSource<NodeSpec> source(EventLog events, Duration silence) {
    FeedSettings settings =
        new FeedSettings(
            FeedSettings.Adapter.PROTOBUF,
            silence,
            500,
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            UserSource.USER_ANNOTATION);
    return new ProtobufSource<>(
        "nodes",
        new ProtobufApi(client, "nodes", settings.pageSize()),
        new NodeSkimmer(new Pools()),
        NodeSpec::name,
        new Watched<>(
            new Told<>(SpecShapes.NODE, events),
            vitals,
            settings,
            Clock.system(),
            synced::incrementAndGet),
        fallback);
  }

  private FakeApiServer.Pause told(String word) {
    return () -> log.await("told " + word, words -> words.contains(word));
  }

  private static byte[] added(String name, String version) {
    return frame("ADDED", "Node", node(name, version));
  }

  private static byte[] expired() {
    return frame("ERROR", "Status", status(410, "Expired", "too old resource version"));
  }

  private static byte[] node(String name, String version) {
    return ProtoObjects.node(
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .withUid("uid-" + name)
            .withResourceVersion(version)
            .endMetadata()
            .build());
  }

  private static FakeApiServer.Answer page(String version, String next, byte[]... nodes) {
    return body(200, PROTOBUF, enveloped("NodeList", list(version, next, List.of(nodes))));
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] whole = new byte[length];
    int position = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, position, part.length);
      position += part.length;
    }
    return whole;
  }

  /** Knows only whether it was started. */
  private static final class Fallback implements Source {
    private final CountDownLatch started = new CountDownLatch(1);

    @Override
    public void start() {
      started.countDown();
    }

    @Override
    public void tick() {}

    @Override
    public String description() {
      return "fallback";
    }

    @Override
    public void close() {}

    private boolean started() {
      return started.getCount() == 0;
    }

    private void awaitStart() throws InterruptedException {
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
