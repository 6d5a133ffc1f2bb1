package dev.basalt.controllers.job;

import dev.basalt.controllers.job.state.JobAction;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.Target;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes commands. A command is deleted before it is carried out, so that it is carried out at most
 * once, whatever fails in between.
 */
final class CommandDesk {
  /** Job and command are watched apart: a command may be seen before its job. */
  private static final Duration ORPHAN = Duration.ofMinutes(1);

  private final Mirror<?, CommandView> commands;
  private final Writer writer;
  private final Notices notices;
  private final Expectations expectations;
  private final Clock clock;
  private final Map<ObjectKey, JobAction> taken = new ConcurrentHashMap<>();

  CommandDesk(
      Mirror<?, CommandView> commands,
      Writer writer,
      Notices notices,
      Expectations expectations,
      Clock clock) {
    this.commands = commands;
    this.writer = writer;
    this.notices = notices;
    this.expectations = expectations;
    this.clock = clock;
  }

  /** The action to be carried out next, null if there is none; again and again until it is done. */
  @Nullable JobAction next(Turn turn) throws InterruptedException {
    JobAction open = taken.get(turn.key());
    if (open != null) {
      return open;
    }
    for (CommandView command : inOrder(turn.key())) {
      boolean mine =
          command.jobUid().isEmpty() || command.jobUid().equals(turn.job().getMetadata().getUid());
      if (!take(command) || !mine) {
        continue;
      }
      JobAction action = JobAction.of(command.action());
      if (action == null || !action.legal()) {
        notices.event(
            turn.job(),
            true,
            "CommandIssued",
            "command "
                + command.key().name()
                + ": action \""
                + command.action()
                + "\" is none; use one of "
                + String.join(", ", JobAction.legalNames()));
        continue;
      }
      notices.event(
          turn.job(),
          false,
          "CommandIssued",
          "Start to execute command %s, and clean it up to make sure executed not more than once. It was %s."
              .formatted(action.text(), command.key().name()));
      taken.put(turn.key(), action);
      return action;
    }
    return null;
  }

  /** Tells whoever asked for it if the action does nothing. */
  void carryingOut(Turn turn, JobAction action) {
    if (JobMachine.act(action, turn.at(), turn.shape(), Target.JOB) == null) {
      notices.event(
          turn.job(),
          true,
          "CommandIssued",
          action.text()
              + " does nothing to a job that is "
              + JobStatuses.name(turn.at().phase())
              + (action.partial() ? "; only policies may ask for it" : ""));
    }
  }

  /** The action has been carried out, or cannot be. */
  void done(ObjectKey job) {
    taken.remove(job);
  }

  /** Removes commands about a job that is gone. Returns whether some are left for later. */
  boolean clear(ObjectKey job) throws InterruptedException {
    taken.remove(job);
    boolean left = false;
    for (CommandView command : inOrder(job)) {
      if (clock.epochMillis() - command.createdMillis() < ORPHAN.toMillis()) {
        left = true;
      } else {
        take(command);
      }
    }
    return left;
  }

  /** Deletes a command; false if somebody else did. */
  private boolean take(CommandView command) throws InterruptedException {
    expectations.deleting(command.uid());
    try {
      return writer.delete(ApiPaths.command(command.key()), command.uid(), null);
    } catch (RuntimeException e) {
      expectations.gone(command.uid());
      throw e;
    }
  }

  private List<CommandView> inOrder(ObjectKey job) {
    return commands.of(job).stream()
        .filter(command -> !expectations.deleted(command.uid()))
        .sorted(
            Comparator.comparingLong(CommandView::createdMillis)
                .thenComparing(command -> command.key().name()))
        .toList();
  }
}
