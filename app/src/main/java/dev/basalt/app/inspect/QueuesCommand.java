package dev.basalt.app.inspect;

import dev.basalt.inspector.AnswerText;
import dev.basalt.inspector.InspectorClient;
import dev.basalt.inspector.v1.ListQueuesResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the queues, what they hold and what waits in them. */
@Command(
    name = "queues",
    description = "Show the queues: what they hold, what they deserve, and why jobs wait there.",
    showDefaultValues = true)
public final class QueuesCommand implements Callable<Integer> {
  @Mixin private InspectorAccess inspector = new InspectorAccess();

  @Override
  public Integer call() {
    ListQueuesResponse queues = inspector.ask(InspectorClient::queues);
    System.out.print(inspector.print(queues, AnswerText::queues));
    return 0;
  }
}
