package dev.basalt.webhook.rules;

import dev.basalt.api.batch.VolumeSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a job's volumes must be like. */
final class VolumeRules {
  private VolumeRules() {}

  static void check(List<VolumeSpec> volumes, Violations violations) {
    Set<String> paths = new HashSet<>();
    for (VolumeSpec volume : volumes) {
      String path = Given.text(volume.mountPath());
      if (path.isEmpty()) {
        violations.add(" mountPath is required;");
      } else if (path.contains(":")) {
        violations.add(" mountPath: " + path + " must not contain ':';");
      } else if (!paths.add(path)) {
        violations.add(" duplicated mountPath: " + path + ";");
      }
      String claim = Given.text(volume.volumeClaimName());
      if (claim.isEmpty() && volume.volumeClaim() == null) {
        violations.add(" either VolumeClaim or VolumeClaimName must be specified;");
      } else if (!claim.isEmpty() && volume.volumeClaim() != null) {
        violations.add(
            "conflict: If you want to use an existing PVC, just specify VolumeClaimName; for a"
                + " new one, leave VolumeClaimName out");
      } else if (!claim.isEmpty() && !Names.isSubdomain(claim)) {
        violations.add(
            "spec.volumes: invalid VolumeClaimName %s : it %s"
                .formatted(claim, Names.SUBDOMAIN_RULE));
      }
    }
  }
}
