package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecPatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a field is replaced    | {queue: a, maxRetry: 1} | {queue: b} | {queue: b, maxRetry: 1}
          null takes it out      | {queue: a, maxRetry: 1} | {queue: null} | {maxRetry: 1}
          what is absent is added | {} | {plugins: {env: []}} | {plugins: {env: []}}
          maps are merged        | {plugins: {env: [], svc: [x]}} | {plugins: {svc: [y], env: null}} | {plugins: {svc: [y]}}
          plain lists are replaced | {policies: [{event: A}, {event: B}]} | {policies: [{event: C}]} | {policies: [{event: C}]}
          tasks by name          | {tasks: [{name: a, replicas: 1}, {name: b, replicas: 2}]} | {tasks: [{name: b, replicas: 5}, {name: c}]} | {tasks: [{name: a, replicas: 1}, {name: b, replicas: 5}, {name: c}]}
          unnamed tasks by place | {tasks: [{replicas: 1}, {replicas: 2}]} | {tasks: [{replicas: 7}]} | {tasks: [{replicas: 7, name: default0}, {replicas: 2, name: default1}]}
          a task goes            | {tasks: [{name: a}, {name: b}]} | {tasks: [{name: a, $patch: delete}]} | {tasks: [{name: b}]}
          one that is not there does not | {tasks: [{name: a}]} | {tasks: [{name: x, $patch: delete}]} | {tasks: [{name: a}]}
          all tasks go           | {tasks: [{name: a}]} | {tasks: [{name: b}, {$patch: replace, name: c}]} | {tasks: [{name: a}, {name: b}, {name: c}]}
          an object is replaced  | {networkTopology: {mode: hard, highestTierAllowed: 1}} | {networkTopology: {$patch: replace, mode: soft}} | {networkTopology: {mode: soft}}
          a job's volumes by path | {volumes: [{mountPath: /a, volumeClaimName: x}]} | {volumes: [{mountPath: /a, volumeClaimName: y}]} | {volumes: [{mountPath: /a, volumeClaimName: y}]}
          """)
  void aPatchIsMerged(String rule, String spec, String patch, String merged) {
    assertThat(SpecPatch.apply(read(spec), read(patch), "patch")).as(rule).isEqualTo(read(merged));
  }

  @Test
  void podsAreMergedByTheKeysOfTheirLists() {
    JsonNode spec =
        read(
            """
            tasks:
            - name: main
              template:
                metadata: {labels: {a: b}}
                spec:
                  restartPolicy: Never
                  volumes: [{name: data, emptyDir: {}}, {name: other, emptyDir: {}}]
                  tolerations: [{key: a}]
                  containers:
                  - name: main
                    image: one
                    args: [x, y]
                    env: [{name: A, value: "1"}, {name: B, value: "2"}]
                    ports: [{containerPort: 80}, {containerPort: 81}]
                    volumeMounts: [{mountPath: /d, name: data}]
                    resources: {requests: {cpu: 1, memory: 1Gi}}
                  - {name: side, image: two}
            """);
    JsonNode patch =
        read(
            """
            tasks:
            - name: main
              template:
                metadata: {labels: {c: d}}
                spec:
                  volumes: [{name: data, emptyDir: {medium: Memory}}]
                  tolerations: [{key: b}]
                  containers:
                  - name: main
                    image: three
                    args: [z]
                    env: [{name: B, value: "9"}, {name: C, value: "3"}, {name: A, $patch: delete}]
                    ports: [{containerPort: 81, name: http}]
                    volumeMounts: [{mountPath: /d, readOnly: true}]
                    resources: {requests: {memory: 2Gi}}
            """);

    assertThat(SpecPatch.apply(spec, patch, "patch"))
        .isEqualTo(
            read(
                """
                tasks:
                - name: main
                  template:
                    metadata: {labels: {a: b, c: d}}
                    spec:
                      restartPolicy: Never
                      volumes: [{name: data, emptyDir: {medium: Memory}}, {name: other, emptyDir: {}}]
                      tolerations: [{key: b}]
                      containers:
                      - name: main
                        image: three
                        args: [z]
                        env: [{name: B, value: "9"}, {name: C, value: "3"}]
                        ports: [{containerPort: 80}, {containerPort: 81, name: http}]
                        volumeMounts: [{mountPath: /d, name: data, readOnly: true}]
                        resources: {requests: {cpu: 1, memory: 2Gi}}
                      - {name: side, image: two}
                """));
  }

  @Test
  void aListIsReplacedWhole() {
    assertThat(
            SpecPatch.apply(
                read("{tasks: [{name: a, template: {spec: {volumes: [{name: x}, {name: y}]}}}]}"),
                read(
                    "{tasks: [{name: a, template: {spec: {volumes: [{$patch: replace}, {name: z}]}}}]}"),
                "patch"))
        .isEqualTo(read("{tasks: [{name: a, template: {spec: {volumes: [{name: z}]}}}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [a]                                     | patch: must be an object
          {volumes: [{volumeClaimName: x}]}       | patch.volumes[0].mountPath: must say
          {tasks: [{name: a}, 17]}                | patch.tasks[1]: must be an object
          {$patch: delete}                        | patch.$patch: "delete" must be replace
          {tasks: [{name: a, $patch: sometimes}]} | patch.tasks[0].$patch: "sometimes"
          """)
  void anErrorNamesTheField(String patch, String message) {
    assertThatThrownBy(() -> SpecPatch.apply(read("{tasks: []}"), read(patch), "patch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void neitherSpecNorPatchIsChanged() {
    JsonNode spec = read("{tasks: [{replicas: 1}]}");
    JsonNode patch = read("{tasks: [{replicas: 2}]}");

    SpecPatch.apply(spec, patch, "patch");

    assertThat(spec).isEqualTo(read("{tasks: [{replicas: 1}]}"));
    assertThat(patch).isEqualTo(read("{tasks: [{replicas: 2}]}"));
  }

  private static JsonNode read(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, JsonNode.class);
  }
}
