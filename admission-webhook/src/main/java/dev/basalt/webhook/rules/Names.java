package dev.basalt.webhook.rules;

import java.util.regex.Pattern;

/** What Kubernetes takes as a name. */
final class Names {
  static final String LABEL_RULE =
      "should match: lower-case letters, digits and inner hyphens, at most 63 of them";
  static final String SUBDOMAIN_RULE =
      "must be lower-case words of letters, digits and inner hyphens, joined by dots, at most 253"
          + " characters";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");
  private static final int MAX_SUBDOMAIN = 253;

  private Names() {}

  static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  static boolean isSubdomain(String text) {
    return text.length() <= MAX_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
  }
}
