package dev.basalt.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.CronJob;
import dev.basalt.api.batch.Job;
import dev.basalt.api.bus.Command;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobTemplate;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundTripTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @ParameterizedTest
  @ValueSource(
      classes = {
        Queue.class,
        PodGroup.class,
        Job.class,
        CronJob.class,
        Command.class,
        JobFlow.class,
        JobTemplate.class
      })
  void an_object_with_every_field_set_survives_reading_and_writing(
      Class<? extends CustomResource<?, ?>> kind) {
    String manifest = manifest(kind);

    CustomResource<?, ?> read = serialization.unmarshal(manifest, kind);
    String written = serialization.asJson(read);

    assertThat(serialization.unmarshal(written, JsonNode.class))
        .isEqualTo(serialization.unmarshal(manifest, JsonNode.class));
    assertThat(serialization.unmarshal(written, kind)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Queue.class,
        PodGroup.class,
        Job.class,
        CronJob.class,
        JobFlow.class,
        JobTemplate.class
      })
  void the_manifest_of_that_test_leaves_no_field_out(Class<? extends CustomResource<?, ?>> kind) {
    CustomResource<?, ?> read = serialization.unmarshal(manifest(kind), kind);

    List<String> absent = new ArrayList<>();
    collectAbsent("spec", read.getSpec(), absent);
    collectAbsent("status", read.getStatus(), absent);

    // A topology names its tier by number or by name: each topology has one of them.
    absent.removeIf(path -> path.contains("etworkTopology.highestTier"));
    assertThat(absent).isEmpty();
  }

  @Test
  void fields_and_words_that_we_do_not_know_are_ignored() {
    Queue queue =
        serialization.unmarshal(
            """
            {"apiVersion": "scheduling.volcano.sh/v1beta1", "kind": "Queue",
             "metadata": {"name": "newer"},
             "spec": {"weight": 2, "colour": "red", "dequeueStrategy": "lottery"},
             "status": {"state": "Dreaming", "mood": {"value": 1}}}
            """,
            Queue.class);

    assertThat(queue.getSpec()).isEqualTo(QueueSpec.ofWeight(2));
    assertThat(queue.getStatus().state()).isNull();
  }

  @Test
  void what_is_absent_is_not_written() {
    String json = serialization.asJson(Queue.of("plain", QueueSpec.ofWeight(2)));

    assertThat(serialization.unmarshal(json, JsonNode.class))
        .isEqualTo(
            serialization.unmarshal(
                """
                {"apiVersion": "scheduling.volcano.sh/v1beta1", "kind": "Queue",
                 "metadata": {"name": "plain"}, "spec": {"weight": 2}}
                """,
                JsonNode.class));
  }

  private static void collectAbsent(String path, @Nullable Object value, List<String> absent) {
    switch (value) {
      case null -> absent.add(path);
      case List<?> list -> list.forEach(element -> collectAbsent(path, element, absent));
      case Record fields -> {
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
          collectAbsent(path + "." + component.getName(), read(component, fields), absent);
        }
      }
      default -> {}
    }
  }

  private static @Nullable Object read(RecordComponent component, Record fields) {
    try {
      return component.getAccessor().invoke(fields);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.toString(), e);
    }
  }

  private static String manifest(Class<? extends CustomResource<?, ?>> kind) {
    String path = "/every-field/" + HasMetadata.getSingular(kind) + ".yaml";
    try (InputStream yaml = Objects.requireNonNull(kind.getResourceAsStream(path), path)) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
