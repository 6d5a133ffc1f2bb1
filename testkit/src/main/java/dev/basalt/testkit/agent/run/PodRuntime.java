package dev.basalt.testkit.agent.run;

import dev.basalt.testkit.agent.run.ContainerRun.Role;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pods as processes of this machine; see the package for what that means. Nothing that it
 * started outlives it, nor this JVM, however the JVM ends. Thread-safe.
 */
public final class PodRuntime implements AutoCloseable {
  /** Where nodes and logs are reached. */
  public static final String ADDRESS = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(PodRuntime.class);
  private static final String MARK = "BASALT_NODE_AGENT";
  private static final int ADDRESSES_IN_A_BLOCK = 254;

  /** Gets what becomes of a pod, one call after the other. */
  public interface Report {
    /** The pod's whole status. */
    void status(PodStatus status);

    /** Nothing of the pod runs any more. */
    void ended();
  }

  private final Path home;
  private final ObjectSource objects;
  private final ContainerStarter.Machine machine;
  private final LogServer logs;
  private final Map<String, Running> byUid = new ConcurrentHashMap<>();
  private final Map<String, PodRun> byName = new ConcurrentHashMap<>();
  private final AtomicInteger started = new AtomicInteger();

  private record Running(String name, PodRun run, Thread thread, Path home) {}

  private PodRuntime(Path home, ObjectSource objects, ContainerStarter.Machine machine)
      throws IOException, InterruptedException {
    this.home = home;
    this.objects = objects;
    this.machine = machine;
    this.logs = new LogServer(this::find, home);
  }

  /**
   * Starts one.
   *
   * @param client for ConfigMaps, Secrets and tokens; not closed by it
   * @throws IllegalStateException if this machine cannot; the message says why
   */
  public static PodRuntime start(KubernetesClient client) {
    try {
      Path home = Files.createTempDirectory("basalt-agent-");
      return new PodRuntime(home, ObjectSource.of(client), machine(home, Jail.best(home)));
    } catch (IOException e) {
      throw new IllegalStateException("commands cannot be run on this machine: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the node agent started", e);
    }
  }

  /** For tests: objects from elsewhere, and a jail of their choice. */
  static PodRuntime with(ObjectSource objects, Jail jail) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("basalt-agent-");
    return new PodRuntime(home, objects, machine(home, jail));
  }

  private static ContainerStarter.Machine machine(Path home, Jail jail) throws IOException {
    if (!MemoryWatch.possible()) {
      throw new IOException("there is no /proc; commands run on Linux only");
    }
    LOG.info(
        "Commands of containers run in {}: {}; memory limits by watching /proc",
        home,
        jail.describe());
    String mark = MARK + "=" + UUID.randomUUID();
    return new ContainerStarter.Machine(jail, new Watchdog(mark), new MemoryWatch(), mark);
  }

  /** The port of the log server on {@link #ADDRESS}. */
  public int port() {
    return logs.port();
  }

  /** Runs a pod from its beginning. */
  public void start(Pod pod, Report report) {
    String uid = pod.getMetadata().getUid();
    String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    int number = started.incrementAndGet();
    String address =
        "127.1.%d.%d"
            .formatted(number / ADDRESSES_IN_A_BLOCK % 256, 1 + number % ADDRESSES_IN_A_BLOCK);
    Path folder = home.resolve(Integer.toString(number));
    DownwardFields fields = new DownwardFields(pod, address);
    PodRun run =
        new PodRun(
            pod,
            address,
            containers(pod, folder, number),
            new Volumes(pod, folder.resolve("volumes"), home.resolve("claims"), objects, fields),
            new ContainerStarter(
                machine,
                new Variables(pod.getMetadata().getNamespace(), objects, fields),
                base(pod)),
            report);
    Thread thread = Thread.ofVirtual().name("pod-" + name).unstarted(run);
    byUid.put(uid, new Running(name, run, thread, folder));
    byName.put(name, run);
    thread.start();
  }

  private static List<ContainerRun> containers(Pod pod, Path folder, int number) {
    String policy =
        pod.getSpec().getRestartPolicy() == null ? "Always" : pod.getSpec().getRestartPolicy();
    List<ContainerRun> containers = new ArrayList<>();
    for (Container init : pod.getSpec().getInitContainers()) {
      Role role = "Always".equals(init.getRestartPolicy()) ? Role.SIDECAR : Role.INIT;
      containers.add(container(init, role, policy, folder, number));
    }
    for (Container main : pod.getSpec().getContainers()) {
      containers.add(container(main, Role.MAIN, policy, folder, number));
    }
    return containers;
  }

  private static ContainerRun container(
      Container spec, Role role, String policy, Path folder, int number) {
    return new ContainerRun(
        spec,
        role,
        policy,
        folder.resolve("containers").resolve(spec.getName()),
        number + "-" + spec.getName());
  }

  /** A container's command finds the programs that this JVM finds, and files of the same user. */
  private Map<String, String> base(Pod pod) {
    Map<String, String> base = new LinkedHashMap<>();
    for (String name : List.of("PATH", "HOME", "LANG", "TZ")) {
      String value = System.getenv(name);
      if (value != null) {
        base.put(name, value);
      }
    }
    base.putAll(objects.serverVariables());
    String hostname = pod.getSpec().getHostname();
    base.put("HOSTNAME", hostname == null ? pod.getMetadata().getName() : hostname);
    base.put(MARK, machine.mark().substring(MARK.length() + 1));
    return base;
  }

  /**
   * Ends a pod: its containers get SIGTERM, and SIGKILL after the grace period.
   *
   * @return false if it has never been started here
   */
  public boolean stop(String uid, Duration grace) {
    Running running = byUid.get(uid);
    if (running == null) {
      return false;
    }
    running.run().stop(grace);
    return true;
  }

  /** The pod's object is gone: what still runs of it is killed, its logs and files are removed. */
  public void forget(String uid) {
    Running running = byUid.remove(uid);
    if (running == null) {
      return;
    }
    byName.remove(running.name(), running.run());
    running.run().stop(Duration.ZERO);
    Thread.ofVirtual().start(() -> clear(running));
  }

  private static void clear(Running running) {
    try {
      running.thread().join();
      running.run().closeLogs();
      Scratch.delete(running.home());
    } catch (IOException e) {
      LOG.debug("Files of a pod stay: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  LogFile find(String namespace, String pod, String container, boolean previous)
      throws LogServer.UnknownLogException {
    PodRun run = byName.get(namespace + "/" + pod);
    ContainerRun found = run == null ? null : run.container(container);
    if (found == null) {
      throw new LogServer.UnknownLogException(
          HttpURLConnection.HTTP_NOT_FOUND,
          "container %s of pod \"%s\" is not known to this node".formatted(container, pod));
    }
    LogFile log = found.log(previous);
    if (log == null) {
      throw new LogServer.UnknownLogException(
          HttpURLConnection.HTTP_BAD_REQUEST,
          previous
              ? "previous terminated container \"%s\" in pod \"%s\" not found"
                  .formatted(container, pod)
              : "container \"%s\" in pod \"%s\" is waiting to start: ContainerCreating"
                  .formatted(container, pod));
    }
    return log;
  }

  /** Kills all that runs. */
  @Override
  public void close() {
    byUid.values().forEach(running -> running.run().stop(Duration.ZERO));
    byUid.values().forEach(PodRuntime::clear);
    machine.watchdog().close();
    machine.memory().close();
    logs.close();
    try {
      Scratch.delete(home);
    } catch (IOException e) {
      LOG.warn("{} stays: {}", home, e.toString());
    }
  }
}
