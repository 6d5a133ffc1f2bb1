package dev.basalt.webhook.admit;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.review.Review;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes who submitted an object into its annotation {@code basalt.dev/user}.
 *
 * <ul>
 *   <li>What a person or a program makes carries its name, whatever it wrote there itself.
 *   <li>Our controllers copy the annotation from the job that they act for: theirs stays. They
 *       never copy it from a pod template, which a user writes.
 *   <li>Kubernetes' own controllers make pods from templates and know nobody: the annotation goes.
 *   <li>Later nobody but our controllers changes it.
 * </ul>
 *
 * @param controllers user names that may copy the annotation
 */
public record UserStamp(Set<String> controllers) {
  private static final Set<String> NOBODY_PREFIXES =
      Set.of("system:serviceaccount:kube-system:", "system:node:");
  private static final String CONTROLLER_MANAGER = "system:kube-controller-manager";

  public UserStamp {
    controllers = Set.copyOf(controllers);
  }

  /** The value that the object is to have; null for none. */
  @Nullable String value(
      Review<?> review, @Nullable Map<String, String> before, @Nullable Map<String, String> after) {
    String user = review.username();
    if (controllers.contains(user)) {
      return get(after);
    }
    if (review.operation() == Operation.UPDATE) {
      return get(before);
    }
    boolean nobody =
        user.isEmpty()
            || user.equals(CONTROLLER_MANAGER)
            || NOBODY_PREFIXES.stream().anyMatch(user::startsWith);
    return nobody ? null : user;
  }

  /** Adds to a patch what the object's annotation lacks. */
  void apply(
      Review<?> review,
      @Nullable Map<String, String> before,
      @Nullable Map<String, String> after,
      Patch patch) {
    patch.annotation(after, BasaltNames.USER, value(review, before, after));
  }

  private static @Nullable String get(@Nullable Map<String, String> annotations) {
    return annotations == null ? null : annotations.get(BasaltNames.USER);
  }
}
