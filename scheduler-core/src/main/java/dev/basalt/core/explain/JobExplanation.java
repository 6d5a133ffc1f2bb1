package dev.basalt.core.explain;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Wait;
import dev.basalt.core.session.NodeReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits, with all the numbers.
 *
 * @param job {@code namespace/name} of the PodGroup or bare pod
 * @param queue the queue's name
 * @param phase where the group stands
 * @param minMember pods that must be placed together
 * @param placed pods that count towards that now
 * @param pending pods without a node
 * @param createdMillis creation, milliseconds since 1970
 * @param why the rule that stopped it, null if it does not wait
 * @param rules every rule that holds it back now, in their order of precedence; the first of them
 *     is mostly that of {@code why}, which was said when it was tried last
 * @param nodes what the nodes say to its first pod, null if no pod of it waits
 * @param position its place among the jobs of its queue that wait, from 1; 0 if no pod of it waits
 * @param queueLength jobs of its queue that wait
 * @param startsAtMillis when it is expected to be tried with success, milliseconds since 1970; -1
 *     where nothing is known
 * @param remedy what would let it start, one sentence
 * @param user where its user stands among those of the queue; null where users are in no order or
 *     no pod of it waits
 */
public record JobExplanation(
    String job,
    String queue,
    GroupPhase phase,
    int minMember,
    int placed,
    int pending,
    long createdMillis,
    @Nullable Wait why,
    List<Wait> rules,
    @Nullable NodeReport nodes,
    int position,
    int queueLength,
    long startsAtMillis,
    String remedy,
    @Nullable UserStanding user) {

  public JobExplanation {
    rules = List.copyOf(rules);
  }
}
