package dev.basalt.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WatchFramesTest {
  private static WatchFrames frames(byte[] body, String contentType) {
    return new WatchFrames(new ByteArrayInputStream(body), contentType);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void jsonEventsAreLines() throws Exception {
    WatchFrames frames = frames(utf8("{\"a\":\"é\"}\n{}\n"), "application/json");

    assertThat(frames.next()).isEqualTo(utf8("{\"a\":\"é\"}\n"));
    assertThat(frames.next()).isEqualTo(utf8("{}\n"));
    assertThat(frames.next()).isNull();
  }

  @Test
  void protobufEventsCarryTheirLength() throws Exception {
    byte[] body = {0, 0, 0, 2, 10, 13, 0, 0, 0, 1, '\n'};
    WatchFrames frames = frames(body, "application/vnd.kubernetes.protobuf;stream=watch");

    assertThat(frames.next()).containsExactly(0, 0, 0, 2, 10, 13);
    assertThat(frames.next()).containsExactly(0, 0, 0, 1, '\n');
    assertThat(frames.next()).isNull();
  }

  @Test
  void aProtobufEventThatIsCutOffIsNotForwarded() throws Exception {
    WatchFrames frames =
        frames(new byte[] {0, 0, 0, 9, 1, 2}, "application/vnd.kubernetes.protobuf;stream=watch");

    assertThatThrownBy(frames::next).isInstanceOf(EOFException.class);
  }

  @Test
  void theErrorEventIsInTheEncodingOfTheWatch() {
    assertThat(
            new String(
                frames(new byte[0], "application/json").error(410, "Expired"),
                StandardCharsets.UTF_8))
        .startsWith("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\"")
        .contains("\"reason\":\"Expired\",\"code\":410")
        .endsWith("}\n");

    byte[] event =
        frames(new byte[0], "application/vnd.kubernetes.protobuf;stream=watch")
            .error(410, "Expired");
    assertThat(ByteBuffer.wrap(event).getInt()).isEqualTo(event.length - Integer.BYTES);
    // Field 1 "ERROR", then field 2; the code 410 is field 6 as the varint 9a 03.
    assertThat(event).containsSubsequence(0x0a, 5, 'E', 'R', 'R', 'O', 'R', 0x12);
    assertThat(event).containsSubsequence('k', '8', 's', 0);
    assertThat(event).endsWith(0x30, 0x9a, 0x03);
  }
}
