package dev.basalt.core.port;

import org.jspecify.annotations.Nullable;

/**
 * What an action that evicts would do for a job if its turn came now.
 *
 * @param action {@code preempt} or {@code reclaim}
 * @param configured whether the configuration has the action: if not, it would never do it
 * @param plan what it would do, null if nothing
 * @param objection why it would do nothing; present exactly when there is no plan
 */
public record EvictionPreview(
    String action, boolean configured, @Nullable EvictionPlan plan, @Nullable Objection objection) {

  public EvictionPreview {
    if ((plan == null) != (objection != null)) {
      throw new IllegalArgumentException("either a plan, or an objection");
    }
  }

  /**
   * Why nothing is evicted for a job.
   *
   * @param reason the code
   * @param message one sentence with the numbers
   */
  public record Objection(Reason reason, String message) {}

  /** Machine-readable codes. */
  public enum Reason {
    /** It lacks nothing. */
    NOT_WAITING("NotWaiting"),
    /** Room is being made for it already. */
    UNDER_WAY("EvictionsUnderWay"),
    /** It waits for something that evictions do not bring. */
    OTHER_RULE("OtherRule"),
    /** It has its minimum, and asks its own queue for no more. */
    HAS_MINIMUM("HasMinimum"),
    /** Its pods have preemptionPolicy Never. */
    NEVER_PREEMPTS("NeverPreempts"),
    /** Its queue may claim no more, or the pods' queue holds no more than it deserves. */
    SHARE("Share"),
    /** The pods have no lower priority. */
    PRIORITY("Priority"),
    /** The pods' disruption budgets have no room. */
    BUDGETS("DisruptionBudgets"),
    /** The pods were bound too lately. */
    COOLDOWN("Cooldown"),
    /** The pods, or their queue, say that they must not be evicted for others. */
    NOT_PREEMPTABLE("NotPreemptable"),
    /** Evictions of the pods were refused a moment ago, or they are on their way in or out. */
    UNSETTLED("Unsettled"),
    /** Another plugin protects the pods. */
    PROTECTED("Protected"),
    /** The pods are on nodes that do not match. */
    OTHER_NODES("OtherNodes"),
    /** There are no pods that could be asked to leave. */
    NO_PODS("NoPods"),
    /** Even with all gone that may go, its minimum would not fit. */
    NOT_ENOUGH("NotEnough");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
