package dev.basalt.core.engine;

import dev.basalt.core.model.RejectionCounts;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture of the engine for people and metrics, immutable, a fraction of a second old.
 *
 * @param nodes how many nodes there are
 * @param total what they hold in sum
 * @param used what pods hold of it
 * @param pods pods of ours by state
 * @param sessions sessions run so far
 * @param bindings bindings sent so far
 * @param leading whether this engine decides
 * @param synced whether every feed has delivered its initial list
 * @param queues every queue
 * @param waitingByReason jobs that wait, by reason
 * @param waitingByQueue the same by queue; queues and reasons of which none waits are left out
 * @param users the users of queues, those of the largest share first; 1,000 at most
 * @param usersLeftOut how many users there are beside these
 * @param waiting the first jobs that wait, gangs first, oldest first
 * @param reservations jobs that lack room and have it kept for them
 * @param rejections pods that nodes turned away so far
 */
public record EngineSummary(
    int nodes,
    ResourceList total,
    ResourceList used,
    PodCounts pods,
    long sessions,
    long bindings,
    boolean leading,
    boolean synced,
    List<QueueSummary> queues,
    Map<WaitReason, Integer> waitingByReason,
    Map<String, Map<WaitReason, Integer>> waitingByQueue,
    List<UserSummary> users,
    int usersLeftOut,
    List<WaitingJob> waiting,
    int reservations,
    RejectionCounts rejections) {

  /** Pods by state; {@code bound} have a node but do not run yet. */
  public record PodCounts(int pending, int binding, int bound, int running, int ended) {}

  /**
   * A queue.
   *
   * @param weight 0 if the queue does not exist
   * @param problem why it is left aside, null if it is not
   */
  public record QueueSummary(
      String name,
      int weight,
      ResourceList allocated,
      ResourceList deserved,
      ResourceList requested,
      PodCounts pods,
      @Nullable String problem) {}

  /**
   * A user of a queue.
   *
   * @param share what the order of users goes by: the lower the sooner
   */
  public record UserSummary(String queue, String user, double share) {}

  /**
   * A job that waits.
   *
   * @param createdMillis milliseconds since 1970
   */
  public record WaitingJob(
      String job,
      String queue,
      int minMember,
      int pending,
      WaitReason reason,
      String message,
      long createdMillis) {}

  /** What is known before the first session. */
  public static final EngineSummary EMPTY =
      new EngineSummary(
          0,
          ResourceList.EMPTY,
          ResourceList.EMPTY,
          new PodCounts(0, 0, 0, 0, 0),
          0,
          0,
          false,
          false,
          List.of(),
          Map.of(),
          Map.of(),
          List.of(),
          0,
          List.of(),
          0,
          RejectionCounts.NONE);
}
