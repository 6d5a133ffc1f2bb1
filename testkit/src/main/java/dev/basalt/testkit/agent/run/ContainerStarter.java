package dev.basalt.testkit.agent.run;

import dev.basalt.testkit.agent.run.ContainerProcess.Exit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts the containers of one pod. */
final class ContainerStarter {
  /** Of a log, and of a message that a container leaves; the latter is a kubelet's bound. */
  private static final long LOG_BYTES = 10L * 1024 * 1024;

  private static final String RUN = "BASALT_CONTAINER_RUN";
  private static final int MESSAGE_BYTES = 4096;
  private static final String MESSAGE_FILE = ".message";
  private static final String MESSAGE_PATH = "/dev/termination-log";

  /** What all pods of an agent share. */
  record Machine(Jail jail, Watchdog watchdog, MemoryWatch memory, String mark) {}

  private final Machine machine;
  private final Variables variables;
  private final Map<String, String> base;
  private final Map<ContainerRun, Path> folders = new LinkedHashMap<>();

  /**
   * @param base variables that every container of the pod has
   */
  ContainerStarter(Machine machine, Variables variables, Map<String, String> base) {
    this.machine = machine;
    this.variables = variables;
    this.base = base;
  }

  /**
   * Starts a container.
   *
   * @throws NotReadyException if it can be tried again later
   * @throws IllegalArgumentException if it can never be started as it is
   */
  void start(ContainerRun container, Volumes volumes, Consumer<Exit> ended)
      throws IOException, NotReadyException {
    Container spec = container.spec();
    SequencedMap<String, String> environment = variables.of(spec, base);
    String run = UUID.randomUUID().toString();
    environment.put(RUN, run);
    List<String> command = new ArrayList<>(Variables.expand(spec.getCommand(), environment));
    if (command.isEmpty()) {
      throw new IllegalArgumentException(
          "container %s has no command: the node agent has no images to take one from"
              .formatted(spec.getName()));
    }
    command.addAll(Variables.expand(spec.getArgs(), environment));
    List<Launch.Mount> mounts = volumes.mounts(spec, environment);
    Path folder = container.nextFolder();
    LogFile log = container.nextLog(folder, LOG_BYTES);
    Path message = Files.write(folder.resolve(MESSAGE_FILE), new byte[0]);
    String messagePath = spec.getTerminationMessagePath();
    mounts.add(new Launch.Mount(messagePath == null ? MESSAGE_PATH : messagePath, message, false));
    folders.put(container, folder);
    String workingDir = spec.getWorkingDir() == null ? "" : spec.getWorkingDir();
    Jail.Invocation invocation =
        machine.jail().enter(new Launch(command, environment, folder, workingDir, mounts));
    container.started(
        ContainerProcess.start(
            invocation,
            RUN + "=" + run,
            log,
            memoryLimit(spec),
            machine.watchdog(),
            machine.memory(),
            ended));
  }

  private static @Nullable Long memoryLimit(Container spec) {
    Quantity limit =
        spec.getResources() == null || spec.getResources().getLimits() == null
            ? null
            : spec.getResources().getLimits().get("memory");
    return limit == null ? null : limit.getNumericalAmount().longValue();
  }

  /** An outcome with what the container left to say. */
  Exit withMessage(ContainerRun container, Exit exit) {
    Path folder = folders.get(container);
    if (folder == null || !exit.message().isEmpty()) {
      return exit;
    }
    try {
      byte[] said = Files.readAllBytes(folder.resolve(MESSAGE_FILE));
      String message =
          new String(said, 0, Math.min(said.length, MESSAGE_BYTES), StandardCharsets.UTF_8);
      boolean askLog =
          message.isEmpty()
              && exit.exitCode() != 0
              && "FallbackToLogsOnError".equals(container.spec().getTerminationMessagePolicy());
      return exit.withMessage(askLog ? endOfLog(container) : message);
    } catch (IOException e) {
      return exit;
    }
  }

  private static String endOfLog(ContainerRun container) throws IOException {
    LogFile log = container.log(false);
    return log == null ? "" : LogReader.lastLines(log);
  }
}
