package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.made.MadeJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowObjectsTest extends FlowFixture {
  @Test
  void aJobIsMadeFromItsTemplateAndTellsWhoseItIs() {
    JobFlow flow =
        Serialization.unmarshal(
            """
            apiVersion: flow.volcano.sh/v1alpha1
            kind: JobFlow
            metadata: {namespace: team, name: daily, uid: f1, annotations: {basalt.dev/user: ada}}
            spec:
              flows:
              - name: train
                patch: {jobSpec: {queue: gpu, maxRetry: null, tasks: [{name: ps, replicas: 3}]}}
            """,
            JobFlow.class);
    WrittenTemplate template =
        Serialization.unmarshal(
            """
            apiVersion: flow.volcano.sh/v1alpha1
            kind: JobTemplate
            metadata:
              namespace: team
              name: train
              labels: {a: b}
              annotations: {basalt.dev/user: mallory, basalt.dev/attempt: "9", kubectl.kubernetes.io/x: y, c: d}
            spec: {maxRetry: 2, newer: field, tasks: [{name: ps, replicas: 1, template: {x: y}}]}
            """,
            WrittenTemplate.class);
    FlowShape.Place place = FlowShape.of(flow.getSpec()).places().getFirst();

    JsonNode job = FlowJobObjects.job(flow, template, new FlowPlan.Order(place, "daily-train", 2));

    assertThat(job.path("metadata").path("labels"))
        .isEqualTo(
            tree(
                Map.of(
                    "a",
                    "b",
                    VolcanoNames.CREATED_BY_JOB_FLOW,
                    "team.daily",
                    VolcanoNames.CREATED_BY_JOB_TEMPLATE,
                    "team.train")));
    assertThat(job.path("metadata").path("annotations"))
        .isEqualTo(
            tree(
                Map.of(
                    "c",
                    "d",
                    BasaltNames.USER,
                    "ada",
                    BasaltNames.FLOW_ATTEMPT,
                    "2",
                    VolcanoNames.CREATED_BY_JOB_FLOW,
                    "team.daily",
                    VolcanoNames.CREATED_BY_JOB_TEMPLATE,
                    "team.train")));
    assertThat(job.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("f1");
    assertThat(job.path("spec").toString())
        .isEqualTo(
            "{\"newer\":\"field\",\"tasks\":[{\"name\":\"ps\",\"replicas\":3,\"template\":{\"x\":\"y\"}}],\"queue\":\"gpu\"}");
    FlowShape.Place wrong =
        new FlowShape.Place(
            "train", "spec.flows[0]", Set.of(), List.of(), tree(Map.of("$patch", "x")));
    assertThatThrownBy(
            () -> FlowJobObjects.job(flow, template, new FlowPlan.Order(wrong, "daily-train", 0)))
        .hasMessageStartingWith("spec.flows[0].patch.jobSpec.$patch:");
  }

  @Test
  void aTemplateNamesTheYoungestJobsMadeFromIt() {
    List<MadeJob> many =
        IntStream.range(0, 1200)
            .mapToObj(
                i -> made("j" + (1000 + i), JobPhase.RUNNING, 0, START.plusSeconds(i), Map.of()))
            .toList();

    List<String> names = Objects.requireNonNull(TemplateReconciler.status(many).jobDependsOnList());

    assertThat(names).hasSize(1000).startsWith("j1200").endsWith("j2199").isSorted();
    assertThat(TemplateReconciler.status(List.of()).jobDependsOnList()).isNull();
  }

  private static JsonNode tree(Map<String, String> map) {
    return Serialization.unmarshal(Serialization.asJson(map), JsonNode.class);
  }
}
