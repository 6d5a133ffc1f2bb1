package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Operator;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ResourceQuotas, what groups state for them, and PodDisruptionBudgets. */
class LimitReadersTest {

  @Test
  void aQuotaIsReadByTheNamesOfWhatPodsRequest() {
    ResourceQuotaSpec quota =
        quota(
            """
            {hard: {requests.cpu: 4, memory: 8Gi, count/pods: 9, pods: 10, limits.cpu: 1500m,
             limits.memory: 1Gi, requests.nvidia.com/gpu: 2, requests.storage: 1Ti, configmaps: 3,
             count/jobs.batch: 4, ephemeral-storage: 1Gi}}
            """,
            "{hard: {}, used: {requests.cpu: 2500m, limits.cpu: 500m, pods: 3, count/pods: 3}}");

    assertThat(quota.hard().toQuantities())
        .isEqualTo(
            Map.of(
                "cpu", "4",
                "memory", "8Gi",
                "pods", "9",
                "limits.cpu", "1500m",
                "limits.memory", "1Gi",
                "nvidia.com/gpu", "2",
                "ephemeral-storage", "1Gi"));
    assertThat(quota.used().toQuantities())
        .isEqualTo(Map.of("cpu", "2500m", "limits.cpu", "500m", "pods", "3"));
    assertThat(quota.key()).isEqualTo("team/compute");
    assertThat(quota.problem()).isNull();
  }

  @Test
  void untilAChangeIsInForceTheLowerAmountCounts() {
    assertThat(quota("{hard: {cpu: 4}}", "{hard: {cpu: 2}}").hard()).hasToString("{cpu=2}");
    assertThat(quota("{hard: {cpu: 1}}", "{hard: {cpu: 2}}").hard()).hasToString("{cpu=1}");
    assertThat(quota("{hard: {cpu: 1}}", "{}").hard()).hasToString("{cpu=1}");
    assertThat(quota("{}", "{}").hard().isEmpty()).isTrue();
  }

  @Test
  void scopesAndScopeSelectorsAreRead() {
    ResourceQuotaSpec quota =
        quota(
            """
            {hard: {pods: 1}, scopes: [Terminating, NotBestEffort],
             scopeSelector: {matchExpressions: [
              {scopeName: PriorityClass, operator: In, values: [high, low]},
              {scopeName: PriorityClass, operator: DoesNotExist},
              {scopeName: BestEffort, operator: Exists},
              {scopeName: NotTerminating, operator: Exists},
              {scopeName: CrossNamespacePodAffinity, operator: Exists}]}}
            """,
            "{}");

    assertThat(quota.scopes())
        .containsExactly(
            new Scope.Terminating(),
            new Scope.NotBestEffort(),
            new Scope.PriorityClass(Operator.IN, List.of("high", "low")),
            new Scope.PriorityClass(Operator.DOES_NOT_EXIST, List.of()),
            new Scope.BestEffort(),
            new Scope.NotTerminating(),
            new Scope.Other("CrossNamespacePodAffinity"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {hard: {cpu: few}} | {} | spec.hard.cpu: "few" is not a quantity
          {hard: {cpu: 1}} | {used: {limits.cpu: x}} | status.used.limits.cpu: "x" is not a quantity
          {scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: Near}]}} | {} | \
          spec.scopeSelector.matchExpressions[0].operator: "Near" is none of In, NotIn
          """)
  void aQuotaThatCannotBeReadNamesFieldAndRemedy(String spec, String status, String problem) {
    assertThat(quota(spec, status).problem()).startsWith(problem).contains("correct");
  }

  @Test
  void aGroupStatesWhatIsChargedUnderTheNamesOfQuotasToo() {
    PodGroupSpec group =
        group(
            "{minResources: {cpu: 2, requests.cpu: 2, limits.cpu: 2500m, count/pods: 3, pods: 3,"
                + " requests.memory: 1Gi, limits.memory: 2Gi}}");

    assertThat(group.minResources()).hasToString("{cpu=2, memory=1Gi, pods=3}");
    assertThat(group.minLimits()).hasToString("{limits.cpu=2500m, limits.memory=2Gi}");
    assertThat(group("{minResources: {cpu: 2}}").minLimits()).isNull();
    assertThat(group("{}").minResources()).isNull();
  }

  @Test
  void aBudgetIsReadWithItsSelector() {
    DisruptionBudgetSpec budget =
        budget(
            """
            {minAvailable: 1, selector: {matchLabels: {app: web}, matchExpressions: [
             {key: tier, operator: In, values: [front, edge]},
             {key: canary, operator: DoesNotExist},
             {key: size, operator: NotIn, values: [huge]},
             {key: owner, operator: Exists}]}}
            """,
            "{disruptionsAllowed: 2}");

    assertThat(budget.disruptionsAllowed()).isEqualTo(2);
    Map<String, String> all = Map.of("app", "web", "tier", "edge", "owner", "ann");
    assertThat(budget.selector().matches(all)).isTrue();
    for (Map<String, String> other :
        List.of(
            Map.of("app", "db", "tier", "edge", "owner", "ann"),
            Map.of("app", "web", "tier", "back", "owner", "ann"),
            Map.of("app", "web", "owner", "ann"),
            Map.of("app", "web", "tier", "edge"),
            Map.of("app", "web", "tier", "edge", "owner", "ann", "canary", "yes"),
            Map.of("app", "web", "tier", "edge", "owner", "ann", "size", "huge"))) {
      assertThat(budget.selector().matches(other)).as("%s", other).isFalse();
    }
  }

  @Test
  void anEmptySelectorCoversAllPodsAndAnAbsentOneNone() {
    assertThat(budget("{selector: {}}", "{}").selector().matches(Map.of())).isTrue();
    assertThat(budget("{}", "{}").selector().matches(Map.of())).isFalse();
    assertThat(budget("{}", "{}").disruptionsAllowed()).isZero();
    assertThat(budget("{}", "{disruptionsAllowed: -1}").disruptionsAllowed()).isZero();
  }

  @Test
  void aBudgetThatCannotBeReadNamesFieldAndRemedy() {
    assertThat(budget("{selector: {matchExpressions: [{key: a, operator: Like}]}}", "{}").problem())
        .isEqualTo(
            "spec.selector.matchExpressions: operator \"Like\" of key a is not known; use In, NotIn,"
                + " Exists or DoesNotExist");
  }

  private static ResourceQuotaSpec quota(String spec, String status) {
    return ResourceQuotaReader.read(
        read("v1", "ResourceQuota", "compute", spec, status, ResourceQuota.class));
  }

  private static DisruptionBudgetSpec budget(String spec, String status) {
    return DisruptionBudgetReader.read(
        read("policy/v1", "PodDisruptionBudget", "web", spec, status, PodDisruptionBudget.class));
  }

  private static PodGroupSpec group(String spec) {
    return PodGroupReader.read(
        read("scheduling.volcano.sh/v1beta1", "PodGroup", "gang", spec, "{}", PodGroup.class));
  }

  private static <T> T read(
      String version, String kind, String name, String spec, String status, Class<T> type) {
    return Serialization.unmarshal(
        """
        apiVersion: %s
        kind: %s
        metadata: {name: %s, namespace: team, uid: uid}
        spec: %s
        status: %s
        """
            .formatted(version, kind, name, spec, status),
        type);
  }
}
