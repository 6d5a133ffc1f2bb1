package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.LabelSelector.Operator;
import dev.basalt.core.event.LabelSelector.Requirement;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Preference;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.SpreadConstraint;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pod's terms leave open is taken from the pod itself. */
class PeersReaderTest {
  private static final LabelSelector WEB = LabelSelector.of(Map.of("app", "web"));

  private final PodReader reader = new PodReader(new Pools());

  @Test
  void everyKindOfTermIsRead() {
    PodAffinity affinity =
        read("""
        affinity:
          podAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: zone, labelSelector: {matchLabels: {app: web}}}
            preferredDuringSchedulingIgnoredDuringExecution:
            - {weight: 7, podAffinityTerm: {topologyKey: rack,
               labelSelector: {matchLabels: {app: web}}}}
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: host, labelSelector: {matchLabels: {app: web}}}
            preferredDuringSchedulingIgnoredDuringExecution:
            - {weight: 9, podAffinityTerm: {topologyKey: row,
               labelSelector: {matchLabels: {app: web}}}}
        """)
            .shape()
            .podAffinity();
    PodSelector web = PodSelector.in("team", WEB);
    assertThat(affinity)
        .isEqualTo(
            new PodAffinity(
                List.of(new Term(web, "zone")),
                List.of(new Preference(7, new Term(web, "rack"))),
                List.of(new Term(web, "host")),
                List.of(new Preference(9, new Term(web, "row")))));
  }

  @Test
  void aTermMeansPodsOfItsOwnNamespaceUnlessItNamesOthers() {
    assertThat(selector("")).isEqualTo(PodSelector.in("team", WEB));
    assertThat(selector(", namespaces: [b, a]"))
        .isEqualTo(new PodSelector(WEB, List.of("a", "b"), LabelSelector.NOTHING));
    assertThat(selector(", namespaceSelector: {}"))
        .isEqualTo(new PodSelector(WEB, List.of(), LabelSelector.EVERYTHING));
    assertThat(selector(", namespaces: [a], namespaceSelector: {matchLabels: {kind: lab}}"))
        .isEqualTo(new PodSelector(WEB, List.of("a"), LabelSelector.of(Map.of("kind", "lab"))));
  }

  @Test
  void theKeysOfLabelsToMatchTakeTheirValuesFromThePod() {
    LabelSelector selector =
        selector(", matchLabelKeys: [version, absent], mismatchLabelKeys: [tenant]").labels();
    assertThat(selector.requirements())
        .containsExactly(
            new Requirement("app", Operator.IN, List.of("web")),
            new Requirement("tenant", Operator.NOT_IN, List.of("blue")),
            new Requirement("version", Operator.IN, List.of("2")));
  }

  @Test
  void noSelectorMeansNoPodAndAnEmptyOneMeansAll() {
    String spec =
        """
        topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [version]}
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}
        """;
    assertThat(read(spec).shape().spread())
        .extracting(constraint -> constraint.pods().labels())
        .containsExactly(LabelSelector.NOTHING, LabelSelector.EVERYTHING);
  }

  @Test
  void expressionsOfAllOperatorsAreRead() {
    String spec =
        """
        topologySpreadConstraints:
        - {maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {
           matchExpressions: [{key: a, operator: In, values: [y, x]},
           {key: b, operator: NotIn, values: [z]}, {key: c, operator: Exists},
           {key: d, operator: DoesNotExist}]}}
        """;
    assertThat(read(spec).shape().spread().getFirst().pods().labels().requirements())
        .containsExactly(
            new Requirement("a", Operator.IN, List.of("x", "y")),
            new Requirement("b", Operator.NOT_IN, List.of("z")),
            new Requirement("c", Operator.EXISTS, List.of()),
            new Requirement("d", Operator.DOES_NOT_EXIST, List.of()));
  }

  @Test
  void anOperatorThatNobodyKnowsIsAProblemOfThePod() {
    String spec =
        """
        affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
          {topologyKey: host, labelSelector: {matchExpressions: [{key: a, operator: Near}]}}]}}
        """;
    assertThat(read(spec).problem())
        .isEqualTo(
            "spec.affinity.podAntiAffinity: operator \"Near\" of key a is not known; use In, NotIn,"
                + " Exists or DoesNotExist");
  }

  @Test
  void aConstraintHasTheDefaultsOfTheApi() {
    String spec =
        """
        topologySpreadConstraints:
        - {maxSkew: 3, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway,
           labelSelector: {matchLabels: {app: web}}}
        - {maxSkew: 1, topologyKey: host, whenUnsatisfiable: DoNotSchedule, minDomains: 4,
           nodeAffinityPolicy: Ignore, nodeTaintsPolicy: Honor,
           labelSelector: {matchLabels: {app: web}}}
        """;
    PodSelector web = PodSelector.in("team", WEB);
    assertThat(read(spec).shape().spread())
        .containsExactly(
            new SpreadConstraint(3, "zone", false, web, 1, true, false),
            new SpreadConstraint(1, "host", true, web, 4, false, true));
  }

  @Test
  void labelsAndTheNominatedNodeAreRead() {
    PodSpec pod = read("{}");
    assertThat(pod.labels())
        .containsExactlyInAnyOrderEntriesOf(Map.of("version", "2", "tenant", "blue"));
    assertThat(pod.nominatedNode()).isEqualTo("n7");
  }

  private PodSelector selector(String rest) {
    String term = "{topologyKey: zone, labelSelector: {matchLabels: {app: web}}" + rest + "}";
    String spec =
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [" + term + "]}}";
    return read(spec).shape().podAffinity().required().getFirst().pods();
  }

  private PodSpec read(String spec) {
    String manifest =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: pod, namespace: team, uid: uid, labels: {version: "2", tenant: blue}}
        status: {nominatedNodeName: n7}
        spec:
        """
            + spec.indent(2);
    return reader.read(Serialization.unmarshal(manifest, Pod.class));
  }
}
