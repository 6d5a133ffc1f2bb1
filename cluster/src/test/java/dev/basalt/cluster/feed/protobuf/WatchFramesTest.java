package dev.basalt.cluster.feed.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.cluster.convert.Pools;
import dev.basalt.core.event.PodSpec;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchFramesTest {
  private static final int PODS = 6;

  private final Envelope envelope = new Envelope();
  private final PodSkimmer skimmer = new PodSkimmer(new Pools());

  @Test
  void aStreamCutAtEveryByteGivesTheSamePods() {
    byte[] stream = stream();
    List<PodSpec> expected = read(stream, stream.length);
    assertThat(expected).hasSize(PODS);
    for (int cut = 0; cut <= stream.length; cut++) {
      WatchFrames frames = new WatchFrames();
      List<PodSpec> pods = new ArrayList<>();
      frames.accept(ByteBuffer.wrap(stream, 0, cut), sink(pods));
      frames.accept(ByteBuffer.wrap(stream, cut, stream.length - cut), sink(pods));
      assertThat(pods).as("cut at " + cut).isEqualTo(expected);
    }
  }

  @Test
  void chunksOfAnySizeGiveTheSamePods() {
    byte[] stream = stream();
    List<PodSpec> expected = read(stream, stream.length);
    for (int size = 1; size < 300; size++) {
      assertThat(read(stream, size)).as("chunks of " + size).isEqualTo(expected);
    }
  }

  @Test
  void framesLargerThanTheBufferAreRead() {
    byte[] object = ProtoWriter.message(w -> w.string(9, "x".repeat(300_000)));
    byte[] frame = ProtoObjects.frame("ADDED", "Pod", object);
    List<Integer> lengths = new ArrayList<>();
    WatchFrames frames = new WatchFrames();
    for (int at = 0; at < frame.length; at += 10_000) {
      int size = Math.min(10_000, frame.length - at);
      frames.accept(ByteBuffer.wrap(frame, at, size), (_, _, length) -> lengths.add(length));
    }
    assertThat(lengths).containsExactly(frame.length - 4);
  }

  @Test
  void textIsNoFrame() {
    byte[] json = "{\"type\": \"ADDED\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> new WatchFrames().accept(ByteBuffer.wrap(json), (_, _, _) -> {}))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void everyTruncatedFrameIsRefusedOrReadWithoutHarm() {
    byte[] pod = ProtoObjects.pod(new RandomObjects(3).pod(3));
    int refused = 0;
    for (int length = 0; length < pod.length; length++) {
      try {
        skimmer.skim(pod, 0, length);
      } catch (MalformedFrameException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(pod.length / 2);
  }

  @Test
  void everyFlippedByteIsRefusedOrReadWithoutHarm() {
    byte[] pod = ProtoObjects.pod(new RandomObjects(5).pod(5));
    PodSpec intact = skimmer.skim(pod, 0, pod.length);
    int different = 0;
    for (int at = 0; at < pod.length; at++) {
      byte[] broken = pod.clone();
      broken[at] ^= 0x55;
      try {
        different += skimmer.skim(broken, 0, broken.length).equals(intact) ? 0 : 1;
      } catch (MalformedFrameException e) {
        different++;
      }
    }
    assertThat(different).isGreaterThan(pod.length / 4);
    assertThat(skimmer.skim(pod, 0, pod.length)).isEqualTo(intact);
  }

  @Test
  void unknownFieldsOfEveryWireTypeArePassedOver() {
    byte[] pod =
        ProtoWriter.message(w ->
            w.fixed64(90)
                .fixed32(91)
                .number(92, -1)
                .string(93, "größe")
                .nested(1, m -> m.fixed32(50).string(1, "name").string(5, "uid")));
    assertThat(skimmer.skim(pod, 0, pod.length).name()).isEqualTo("name");
  }

  @Test
  void anEnvelopeWithoutItsPrefixIsRefused() {
    byte[] object = ProtoObjects.enveloped("Pod", new byte[0]);
    object[0] = 'j';
    assertThatThrownBy(() -> envelope.openObject(object, 0, object.length))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("prefix");
  }

  private static byte[] stream() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < PODS; i++) {
      Pod pod = new RandomObjects(i).pod(i);
      pod.getMetadata().setName("名前-größe-" + i);
      stream.writeBytes(ProtoObjects.frame("ADDED", "Pod", ProtoObjects.pod(pod)));
    }
    return stream.toByteArray();
  }

  private List<PodSpec> read(byte[] stream, int chunk) {
    WatchFrames frames = new WatchFrames();
    List<PodSpec> pods = new ArrayList<>();
    for (int at = 0; at < stream.length; at += chunk) {
      frames.accept(ByteBuffer.wrap(stream, at, Math.min(chunk, stream.length - at)), sink(pods));
    }
    return pods;
  }

  private WatchFrames.Sink sink(List<PodSpec> pods) {
    return (bytes, offset, length) -> {
      envelope.openEvent(bytes, offset, length);
      assertThat(envelope.type()).isEqualTo("ADDED");
      assertThat(envelope.kind()).isEqualTo("Pod");
      pods.add(skimmer.skim(envelope.bytes(), envelope.offset(), envelope.length()));
    };
  }
}
