package dev.basalt.app.acceptance;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What users may do, asked of the API server.
 *
 * <p>A table has a line for each question: {@code USER VERB RESOURCE[.GROUP][/SUBRESOURCE] [in
 * NAMESPACE] [named NAME]}; several verbs and resources are parted by commas. A user without a
 * colon is a service account of the chart.
 */
final class Rights {
  /** What the roles need, as docs/operations.md lists it. */
  static final String NEEDED =
      """
      basalt-scheduler get,list,watch pods,nodes,namespaces,resourcequotas,persistentvolumeclaims,persistentvolumes
      basalt-scheduler create pods/binding,pods/eviction in team
      basalt-scheduler patch pods/status,persistentvolumeclaims,podgroups.scheduling.volcano.sh in team
      basalt-scheduler patch persistentvolumes,queues.scheduling.volcano.sh/status
      basalt-scheduler create,patch events in team
      basalt-scheduler create queues.scheduling.volcano.sh
      basalt-scheduler list,watch poddisruptionbudgets.policy,priorityclasses.scheduling.k8s.io,storageclasses.storage.k8s.io,csinodes.storage.k8s.io
      basalt-scheduler get,patch leases.coordination.k8s.io in basalt-system named basalt
      basalt-scheduler get leases.coordination.k8s.io in volcano-system named volcano
      basalt-controllers create,patch,delete pods,services,configmaps,secrets,networkpolicies.networking.k8s.io in team
      basalt-controllers create,patch,delete podgroups.scheduling.volcano.sh,jobs.batch.volcano.sh in team
      basalt-controllers patch jobs.batch.volcano.sh/status,cronjobs.batch.volcano.sh/status,jobflows.flow.volcano.sh/status in team
      basalt-controllers patch queues.scheduling.volcano.sh/status
      basalt-controllers get,patch leases.coordination.k8s.io in basalt-system named basalt-controllers
      basalt-controllers get leases.coordination.k8s.io in volcano-system named volcano
      basalt-webhook get,patch mutatingwebhookconfigurations.admissionregistration.k8s.io,validatingwebhookconfigurations.admissionregistration.k8s.io named basalt-webhook
      basalt-webhook get,update secrets in basalt-system named basalt-webhook-tls
      basalt-exporter list,watch pods,nodes,namespaces,resourcequotas,jobs.batch.volcano.sh,podgroups.scheduling.volcano.sh,queues.scheduling.volcano.sh
      basalt-watchdog list,watch pods,nodes,namespaces,resourcequotas,jobs.batch.volcano.sh,podgroups.scheduling.volcano.sh,queues.scheduling.volcano.sh,nodezones.basalt.dev
      basalt-watchdog patch queues.scheduling.volcano.sh
      basalt-watchdog get,patch configmaps in basalt-system named basalt-watchdog
      basalt-watchdog get,patch leases.coordination.k8s.io in basalt-system named basalt-watchdog
      basalt-watchdog get,list leases.coordination.k8s.io in basalt-system
      """;

  /** What the roles need besides where Volcano's Leases lie in another namespace. */
  static final String NEEDED_BY_DROP_IN =
      """
      basalt-scheduler get,patch leases.coordination.k8s.io in volcano-system named volcano
      basalt-controllers get,patch leases.coordination.k8s.io in volcano-system named vc-controller-manager
      basalt-watchdog get,list leases.coordination.k8s.io in volcano-system
      """;

  /** What they may not do there. */
  static final String REFUSED_TO_DROP_IN =
      """
      basalt-watchdog create,patch,delete leases.coordination.k8s.io in volcano-system
      basalt-watchdog get,list,create,patch secrets,configmaps in volcano-system
      basalt-scheduler patch leases.coordination.k8s.io in volcano-system named vc-controller-manager
      """;

  /** What nobody may do who holds a role's token: the way to more than the role needs. */
  static final String REFUSED =
      """
      basalt-scheduler create,delete,update pods in team
      basalt-scheduler get,list,watch,create secrets in team
      basalt-scheduler get,list,watch secrets in basalt-system
      basalt-scheduler create,patch,update,delete nodes
      basalt-scheduler delete queues.scheduling.volcano.sh,podgroups.scheduling.volcano.sh in team
      basalt-scheduler create,patch jobs.batch.volcano.sh in team
      basalt-scheduler get,patch leases.coordination.k8s.io in kube-system
      basalt-scheduler patch leases.coordination.k8s.io in basalt-system named basalt-controllers
      basalt-scheduler create,patch configmaps in basalt-system
      basalt-scheduler create tokenreviews.authentication.k8s.io,subjectaccessreviews.authorization.k8s.io
      basalt-controllers create pods/binding,pods/eviction in team
      basalt-controllers patch pods/status in team
      basalt-controllers create,patch,update,delete nodes,namespaces
      basalt-controllers list,watch secrets,configmaps in team
      basalt-controllers delete queues.scheduling.volcano.sh,persistentvolumeclaims in team
      basalt-controllers create deployments.apps,jobs.batch in team
      basalt-controllers patch leases.coordination.k8s.io in basalt-system named basalt
      basalt-webhook get,list,create,patch,delete pods in team
      basalt-webhook get,list,watch secrets in team
      basalt-webhook get,update secrets in basalt-system named another
      basalt-webhook patch,delete mutatingwebhookconfigurations.admissionregistration.k8s.io,validatingwebhookconfigurations.admissionregistration.k8s.io named another
      basalt-webhook create mutatingwebhookconfigurations.admissionregistration.k8s.io,validatingwebhookconfigurations.admissionregistration.k8s.io
      basalt-webhook create,patch,delete queues.scheduling.volcano.sh,namespaces
      basalt-exporter create,patch,update,delete pods,configmaps,jobs.batch.volcano.sh,podgroups.scheduling.volcano.sh in team
      basalt-exporter patch,delete nodes,queues.scheduling.volcano.sh
      basalt-exporter get,list,watch secrets,configmaps in team
      basalt-watchdog create,patch,delete pods,jobs.batch.volcano.sh,podgroups.scheduling.volcano.sh in team
      basalt-watchdog create,delete queues.scheduling.volcano.sh
      basalt-watchdog get,list,watch secrets in basalt-system
      basalt-watchdog get,patch configmaps in team
      basalt-watchdog get,list leases.coordination.k8s.io in volcano-system
      basalt-watchdog patch leases.coordination.k8s.io in basalt-system named basalt
      """;

  /** What none of them may do. */
  static final String REFUSED_TO_ALL =
      """
      create pods/exec,pods/attach,pods/portforward,pods/ephemeralcontainers in team
      get pods/log,nodes/proxy in team
      create serviceaccounts/token in basalt-system
      impersonate users,groups,serviceaccounts
      create,patch,bind,escalate clusterroles.rbac.authorization.k8s.io,clusterrolebindings.rbac.authorization.k8s.io
      create,patch,bind,escalate roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io in basalt-system
      create,patch,delete customresourcedefinitions.apiextensions.k8s.io
      create,patch,delete validatingadmissionpolicies.admissionregistration.k8s.io,priorityclasses.scheduling.k8s.io
      list secrets
      use queues.scheduling.volcano.sh named trading
      approve certificatesigningrequests.certificates.k8s.io
      """;

  private static final String ACCOUNT = "system:serviceaccount:" + Chart.NAMESPACE + ":";

  private Rights() {}

  /** The lines whose answer is another than expected. */
  static List<String> otherwise(KubernetesClient client, String table, boolean allowed) {
    List<String> wrong = new ArrayList<>();
    for (String line : table.strip().lines().toList()) {
      List<String> words = List.of(line.strip().split(" "));
      for (String verb : words.get(1).split(",")) {
        for (String resource : words.get(2).split(",")) {
          if (allowed(client, words.getFirst(), verb, resource, words) != allowed) {
            wrong.add(String.join(" ", words.getFirst(), verb, resource) + " of: " + line.strip());
          }
        }
      }
    }
    return wrong;
  }

  /** The table of what none may do, for some. */
  static String forEach(Stream<String> accounts) {
    StringBuilder table = new StringBuilder();
    accounts.forEach(account ->
        REFUSED_TO_ALL.lines().forEach(line -> table.append(account + " " + line + "\n")));
    return table.toString();
  }

  private static boolean allowed(
      KubernetesClient client, String user, String verb, String resource, List<String> words) {
    String[] parts = resource.split("/", 2);
    int dot = parts[0].indexOf('.');
    ResourceAttributesBuilder attributes =
        new ResourceAttributesBuilder()
            .withVerb(verb)
            .withResource(dot < 0 ? parts[0] : parts[0].substring(0, dot))
            .withGroup(dot < 0 ? "" : parts[0].substring(dot + 1))
            .withSubresource(parts.length > 1 ? parts[1] : null)
            .withNamespace(after("in", words))
            .withName(after("named", words));
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user.contains(":") ? user : ACCOUNT + user)
            .withGroups("system:authenticated")
            .withResourceAttributes(attributes.build())
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        client.authorization().v1().subjectAccessReview().create(review).getStatus().getAllowed());
  }

  private static @org.jspecify.annotations.Nullable String after(String word, List<String> words) {
    int at = words.indexOf(word);
    return at < 0 ? null : words.get(at + 1);
  }
}
