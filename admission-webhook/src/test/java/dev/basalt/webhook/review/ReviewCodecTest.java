package dev.basalt.webhook.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.api.batch.Job;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ReviewCodecTest {
  private static final String JOB =
      "{\"apiVersion\":\"batch.volcano.sh/v1alpha1\",\"kind\":\"Job\",\"metadata\":{\"name\":\"j\"},"
          + "\"spec\":{\"minAvailable\":2,\"tasks\":[{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\","
          + "\"resources\":{\"requests\":{\"cpu\":1}},\"livenessProbe\":{\"httpGet\":{\"port\":80}}}],"
          + "\"fromTheFuture\":{\"a\":[1]}}}}]}}";

  private final ReviewCodec codec = new ReviewCodec();

  @Test
  void of_the_envelope_what_is_needed_is_read() throws Exception {
    Review<Job> review =
        read(
            "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"u\","
                + "\"kind\":{\"group\":\"g\"},\"name\":\"j\",\"namespace\":\"ns\",\"operation\":\"CREATE\","
                + "\"userInfo\":{\"groups\":[\"x\"],\"username\":\"alice\",\"extra\":{\"k\":[\"v\"]}},\"object\":"
                + JOB
                + ",\"oldObject\":null,\"dryRun\":false,\"options\":{\"a\":{},\"fieldManager\":\"me\"}}}");

    assertThat(review.uid()).isEqualTo("u");
    assertThat(review.operation()).isEqualTo(Operation.CREATE);
    assertThat(review.namespace()).isEqualTo("ns");
    assertThat(review.username()).isEqualTo("alice");
    assertThat(review.manager()).isEqualTo("me");
    assertThat(review.oldObject()).isNull();
    assertThat(review.objectBytes()).isBetween(JOB.length() - 2L, JOB.length() + 2L);
    assertThat(Objects.requireNonNull(review.object()).getSpec().minAvailable()).isEqualTo(2);
  }

  @Test
  void an_object_that_cannot_be_read_keeps_its_uid_and_names_the_field() {
    assertThatThrownBy(() ->
            read(
                "{\"request\":{\"uid\":\"u\",\"operation\":\"CREATE\",\"object\":{\"spec\":{\"tasks\":"
                    + "[{\"template\":{\"spec\":{\"containers\":\"none\"}}}]}}}}"))
        .isInstanceOfSatisfying(
            UnreadableObjectException.class, e -> assertThat(e.uid()).isEqualTo("u"))
        .hasMessageContaining("spec.tasks[0].template.spec.containers");
  }

  @Test
  void what_is_no_review_is_an_error() {
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "hello",
            "{\"request\":{}}",
            "{\"request\":{\"uid\":\"u\"}}",
            "{\"request\":{\"uid\":\"u\",\"operation\":\"STEAL\"}}",
            "{\"request\":{\"uid\":\"u\",\"operation\":\"CREATE\",\"object\":{\"spec\":")) {
      assertThatThrownBy(() -> read(text))
          .as(text)
          .isInstanceOfAny(IOException.class, UnreadableObjectException.class);
    }
  }

  @Test
  void a_patch_comes_in_base64() throws Exception {
    Patch patch = new Patch().set("/spec/queue", "q").annotation(null, "basalt.dev/user", "a~b/c");

    JsonNode response = response(Verdict.patched(patch));

    assertThat(response.get("allowed").asBoolean()).isTrue();
    assertThat(response.get("patchType").asText()).isEqualTo("JSONPatch");
    assertThat(new ObjectMapper().readTree(response.get("patch").binaryValue()).toString())
        .isEqualTo(
            "[{\"op\":\"add\",\"path\":\"/spec/queue\",\"value\":\"q\"},"
                + "{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{}},"
                + "{\"op\":\"add\",\"path\":\"/metadata/annotations/basalt.dev~1user\",\"value\":\"a~b/c\"}]");
  }

  @Test
  void a_refusal_says_why() throws Exception {
    JsonNode response = response(Verdict.unreadable("no \"good\""));

    assertThat(response.get("allowed").asBoolean()).isFalse();
    assertThat(response.get("status").get("message").asText()).isEqualTo("no \"good\"");
    assertThat(response.get("status").get("code").asInt()).isEqualTo(400);
  }

  @Test
  void annotations_that_are_right_are_left_alone() {
    Map<String, String> present = Map.of("k", "v");

    assertThat(new Patch().annotation(present, "k", "v").isEmpty()).isTrue();
    assertThat(new Patch().annotation(present, "other", null).isEmpty()).isTrue();
    assertThat(new Patch().annotation(present, "k", null).operations())
        .containsExactly(new Patch.Step("remove", "/metadata/annotations/k", null));
  }

  private JsonNode response(Verdict verdict) throws IOException {
    JsonNode review = new ObjectMapper().readTree(codec.write("u", verdict));
    assertThat(review.get("response").get("uid").asText()).isEqualTo("u");
    return review.get("response");
  }

  private Review<Job> read(String text) throws IOException, UnreadableObjectException {
    return codec.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Job.class);
  }
}
