package dev.basalt.jobctl.command;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Print the completion for a shell.",
      "bash:  source <(jobctl completion bash)",
      "zsh:   source <(jobctl completion zsh)"
    })
public final class CompletionCommand implements Callable<Integer> {
  /** The shells there are. */
  public enum Shell {
    BASH,
    ZSH
  }

  private final Supplier<CommandLine> all;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.BASH;

  /**
   * A command that knows the others.
   *
   * @param all the whole command line
   */
  public CompletionCommand(Supplier<CommandLine> all) {
    this.all = all;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (shell == Shell.ZSH) {
      out.println("autoload -U +X compinit && compinit");
      out.println("autoload -U +X bashcompinit && bashcompinit");
    }
    out.print(AutoComplete.bash("jobctl", all.get()));
    return 0;
  }
}
