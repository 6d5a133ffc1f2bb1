package dev.basalt.jobctl;

import dev.basalt.jobctl.api.ApiException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a refusal of the API server means to the person at the terminal, and what helps. */
final class Remedies {
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "(?s).*[Uu]ser \"([^\"]*)\" cannot (\\S+) resource \"([^\"]*)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]*)\")?.*");

  private Remedies() {}

  static String of(ApiException refusal) {
    return switch (refusal.status()) {
      case ApiException.UNREACHABLE ->
          refusal.getMessage()
              + "; see that the cluster is up, and that this is it: kubectl config current-context";
      case 401 ->
          "you are not known to the cluster: the token has expired, or is of another cluster; log in again";
      case 403 -> forbidden(refusal.getMessage());
      case 404 ->
          refusal.getMessage().startsWith("HTTP 404")
                  || refusal.getMessage().contains("requested resource")
              ? "the cluster does not know this kind of object; its operator installs it with: basalt crds --apply"
              : refusal.getMessage();
      default -> refusal.getMessage();
    };
  }

  private static String forbidden(String message) {
    Matcher parts = FORBIDDEN.matcher(message);
    if (!parts.matches()) {
      return message;
    }
    String namespace = parts.group(5);
    return "user \"%s\" may not %s %s%s; %s"
        .formatted(
            parts.group(1),
            parts.group(2),
            parts.group(3),
            namespace == null ? "" : " in namespace " + namespace,
            namespace == null
                ? "name one namespace with -n, or ask the cluster's operator for the right"
                : "use -n with a namespace of your own, or ask its owner for a RoleBinding");
  }
}
