package dev.basalt.plugins.namespacequota;

import dev.basalt.core.model.Namespace;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceSchema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Says what a quota lacks. Thousands of jobs may wait for the same, so what was said last of a
 * namespace is said again while its numbers are the same.
 */
final class QuotaWaits {
  private record Said(int dimension, long asked, long held, long limit, Wait why) {
    boolean about(int dimension, long asked, long held, long limit) {
      return this.dimension == dimension
          && this.asked == asked
          && this.held == held
          && this.limit == limit;
    }
  }

  private @Nullable Said[] last = new @Nullable Said[8];

  /**
   * Says that a request does not go into a quota.
   *
   * @param asked what is asked for
   * @param held what is held or promised already
   * @param limit what the quota allows
   */
  Wait full(
      Namespace namespace,
      ResourceSchema schema,
      int dimension,
      long asked,
      long held,
      long limit) {
    if (namespace.id() >= last.length) {
      last = Arrays.copyOf(last, Math.max(namespace.id() + 1, last.length * 2));
    }
    Said said = last[namespace.id()];
    if (said == null || !said.about(dimension, asked, held, limit)) {
      Wait why =
          asked > limit
              ? tooLarge(namespace, schema, dimension, asked, limit)
              : waits(namespace, schema, dimension, asked, held, limit);
      said = new Said(dimension, asked, held, limit, why);
      last[namespace.id()] = said;
    }
    return said.why();
  }

  private static Wait tooLarge(
      Namespace namespace, ResourceSchema schema, int dimension, long asked, long limit) {
    return new Wait(
        WaitReason.EXCEEDS_QUOTA,
        "namespace %s has a quota of %s, %s asked: it can never start; ask for less or raise annotation basalt.dev/quota"
            .formatted(
                namespace.name(),
                schema.describe(dimension, limit),
                schema.describe(dimension, asked)));
  }

  private static Wait waits(
      Namespace namespace,
      ResourceSchema schema,
      int dimension,
      long asked,
      long held,
      long limit) {
    return new Wait(
        WaitReason.NAMESPACE_QUOTA,
        "namespace %s holds %s of its quota of %s, %s asked: short of %s"
            .formatted(
                namespace.name(),
                schema.describe(dimension, held),
                schema.describe(dimension, limit),
                schema.describe(dimension, asked),
                schema.describe(dimension, asked - (limit - held))));
  }
}
