package dev.basalt.webhook.register;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the API server what to ask the webhook, and whom to trust there.
 *
 * <p>A webhook that does not answer is passed over, on every path: the controllers fill in the same
 * defaults, the scheduler isolates what is wrong, and deleting the definitions must work after the
 * webhook is gone. What has to hold even then is said by the policies of {@code deploy/policies}.
 */
public final class Registration {
  /** The name of both configurations, and the manager of their fields. */
  public static final String NAME = "basalt-webhook";

  private static final int TIMEOUT_SECONDS = 3;
  private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

  private final KubernetesClient client;
  private final Reach reach;
  private final int port;
  private final List<Asked> asked;
  private final Set<String> leftAlone;

  /**
   * @param port the webhook's own; a Service has another
   * @param leftAlone namespaces about whose objects nothing is asked
   * @param schedulerNames whose pods are ours
   */
  public Registration(
      KubernetesClient client,
      Reach reach,
      int port,
      Set<String> leftAlone,
      Set<String> schedulerNames) {
    this.client = client;
    this.reach = reach;
    this.port = port;
    this.leftAlone = new TreeSet<>(leftAlone);
    this.asked = Asked.all(new TreeSet<>(schedulerNames));
  }

  /**
   * Writes both configurations. The fields are ours; webhooks that others add stay.
   *
   * @param bundle certificates of the authorities to trust, PEM
   */
  public void apply(String bundle) {
    List<MutatingWebhook> mutating =
        asked.stream().filter(Asked::mutating).map(a -> mutating(a, bundle)).toList();
    client
        .resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withWebhooks(mutating)
                .build())
        .fieldManager(NAME)
        .forceConflicts()
        .serverSideApply();
    List<ValidatingWebhook> validating =
        asked.stream().filter(a -> !a.mutating()).map(a -> validating(a, bundle)).toList();
    client
        .resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withWebhooks(validating)
                .build())
        .fieldManager(NAME)
        .forceConflicts()
        .serverSideApply();
  }

  private MutatingWebhook mutating(Asked what, String bundle) {
    return new MutatingWebhookBuilder()
        .withName(what.name())
        .withAdmissionReviewVersions("v1")
        .withSideEffects("None")
        .withFailurePolicy("Ignore")
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withClientConfig(where(what, bundle))
        .withNamespaceSelector(elsewhere())
        .withMatchConditions(conditions(what))
        .withRules(rule(what))
        .build();
  }

  private ValidatingWebhook validating(Asked what, String bundle) {
    return new ValidatingWebhookBuilder()
        .withName(what.name())
        .withAdmissionReviewVersions("v1")
        .withSideEffects("None")
        .withFailurePolicy("Ignore")
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withClientConfig(where(what, bundle))
        .withNamespaceSelector(elsewhere())
        .withMatchConditions(conditions(what))
        .withRules(rule(what))
        .build();
  }

  private WebhookClientConfig where(Asked what, String bundle) {
    WebhookClientConfigBuilder config =
        new WebhookClientConfigBuilder()
            .withCaBundle(
                Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII)));
    return switch (reach) {
      case Reach.Service service ->
          config
              .withNewService()
              .withNamespace(service.namespace())
              .withName(service.name())
              .withPort(service.port())
              .withPath(what.path())
              .endService()
              .build();
      case Reach.Host host -> {
        String name = host.host().indexOf(':') >= 0 ? "[" + host.host() + "]" : host.host();
        yield config.withUrl("https://" + name + ":" + port + what.path()).build();
      }
    };
  }

  private LabelSelector elsewhere() {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey(NAMESPACE_LABEL)
        .withOperator("NotIn")
        .withValues(List.copyOf(leftAlone))
        .endMatchExpression()
        .build();
  }

  private static List<MatchCondition> conditions(Asked what) {
    return what.conditions().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(condition -> new MatchCondition(condition.getValue(), condition.getKey()))
        .toList();
  }

  private static RuleWithOperations rule(Asked what) {
    return new RuleWithOperationsBuilder()
        .withApiGroups(what.group())
        .withApiVersions(what.version())
        .withResources(what.resource())
        .withOperations(what.operations())
        .withScope(what.namespaced() ? "Namespaced" : "Cluster")
        .build();
  }
}
