package dev.basalt.app.inspect;

import dev.basalt.app.CommandFailure;
import dev.basalt.inspector.AnswerText;
import dev.basalt.inspector.v1.Explanation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a job waits. */
@Command(
    name = "explain",
    description = "Say why a job waits, with numbers, and what would let it start.",
    showDefaultValues = true)
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private InspectorAccess inspector = new InspectorAccess();

  @Parameters(paramLabel = "NAMESPACE/NAME", description = "A PodGroup, or a pod without one.")
  private String job = "";

  @Option(
      names = "--dry-run",
      description = "Tell also what preempt and reclaim would evict for it; nothing is changed.")
  private boolean dryRun;

  @Override
  public Integer call() {
    String[] parts = job.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new CommandFailure("\"" + job + "\" must be NAMESPACE/NAME, such as default/train");
    }
    Explanation explanation =
        inspector.ask(client ->
            dryRun ? client.dryRun(parts[0], parts[1]) : client.explain(parts[0], parts[1]));
    System.out.print(inspector.print(explanation, AnswerText::explanation));
    return 0;
  }
}
