package dev.basalt.app.stories;

import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.model.RejectionCounts;
import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.story.Story;
import dev.basalt.sim.story.StoryEvent;
import dev.basalt.sim.story.World.PodSight;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.agent.NodeAgent;
import dev.basalt.testkit.agent.Rejection;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.fault.FaultRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where one story happens: its objects on the API server, its scheduler, and what goes wrong. */
final class RealStage implements AutoCloseable {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Predicate<ApiRequest> ALL_BINDINGS = ApiRequest.bindings();

  private final Story story;
  private final TestCluster cluster;
  private final NodeAgent agent;
  private final Pace pace;
  private final Namespaces namespaces;
  private final StoryObjects objects;
  private final RealRules rules = new RealRules();
  private final RealWorld world;
  private final int rejectedBefore;
  private final List<Path> files = new ArrayList<>();
  private final ExecutorService requests = Executors.newFixedThreadPool(16);
  private final List<FaultRule> refusing = new ArrayList<>();
  private final @Nullable FaultProxy proxy;
  private final Path kubeconfig;
  private final @Nullable Path configuration;
  private volatile @Nullable RoleProcess<SchedulerRole> scheduler;
  private @Nullable CompletableFuture<Void> restart;

  RealStage(
      Story story, TestCluster cluster, KubernetesClient client, NodeAgent agent, String own) {
    this.story = story;
    this.cluster = cluster;
    this.agent = agent;
    this.pace = new Pace(story.real().scale());
    this.namespaces = new Namespaces(own);
    this.objects = new StoryObjects(client, agent, namespaces, pace);
    this.rejectedBefore = agent.rejections().size();
    this.world =
        new RealWorld(
            client,
            namespaces,
            rules,
            () -> (int) refusing.stream().mapToLong(FaultRule::hits).sum(),
            () ->
                scheduler == null ? RejectionCounts.NONE : scheduler.role().summary().rejections());
    this.proxy = needsProxy(story) ? proxy() : null;
    this.kubeconfig = proxy == null ? cluster.kubeconfig() : file(proxy.kubeconfigText());
    this.configuration =
        story.configurationText() == null && !reconfigures(story)
            ? null
            : file(standardOr(story.configurationText()));
  }

  RealWorld world() {
    return world;
  }

  Pace pace() {
    return pace;
  }

  /** Makes what is there from the start; returns once the world shows all of it. */
  void setUp(List<StoryEvent> events) {
    List<StoryEvent> pods =
        events.stream().filter(event -> event instanceof StoryEvent.CreatePod).toList();
    events.stream().filter(event -> !pods.contains(event)).forEach(this::happen);
    happenTogether(pods);
    Eventually.within(SOON)
        .becomes("pods seen", () -> world.pods().size(), seen -> seen >= pods.size());
  }

  /** Creates pods side by side: the API server takes its time for each. */
  void happenTogether(List<StoryEvent> events) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (StoryEvent event : events) {
      running.add(CompletableFuture.runAsync(() -> happen(event), requests));
    }
    running.forEach(CompletableFuture::join);
  }

  /** Starts a scheduler; returns once it has decided for the first time. */
  void startScheduler() {
    EngineSettings settings = story.settings();
    SchedulerOptions options =
        SchedulerOptions.standard()
            .withoutLeaderElection()
            .withReleaseDelay(settings.releaseDelay())
            .withGangCompletionTimeout(pace.of(settings.gangCompletionTimeout()));
    RoleProcess<SchedulerRole> started =
        SchedulerRole.process(
            ApiAccess.kubeconfig(kubeconfig),
            configuration == null ? options : options.withConfiguration(configuration.toString()),
            EndpointSettings.loopback());
    scheduler = started;
    Eventually.within(SOON)
        .becomes("sessions", () -> started.role().summary().sessions(), sessions -> sessions > 0);
  }

  void happen(StoryEvent event) {
    switch (event) {
      case StoryEvent.PutNode(var node) -> {
        rules.node(node.name(), node.allocatable());
        objects.put(node);
      }
      case StoryEvent.RemoveNode(var name) -> objects.removeNode(name);
      case StoryEvent.PutQueue(var queue) -> objects.put(queue);
      case StoryEvent.RemoveQueue(var name) -> objects.removeQueue(name);
      case StoryEvent.PutNamespace(var namespace) -> objects.put(namespace);
      case StoryEvent.PutZone(var zone) -> objects.put(zone);
      case StoryEvent.PutVolume(var volume) -> objects.create(volume);
      case StoryEvent.PutClaim(var claim) -> objects.create(claim);
      case StoryEvent.PutPriorityClass(var name, var value) -> objects.priorityClass(name, value);
      case StoryEvent.CreateGroup(var gang) -> {
        world.groupIn(gang.key(), gang.queue());
        rules.gang(gang.key(), gang.minMember());
        objects.create(gang);
      }
      case StoryEvent.CreatePod(var pod) -> objects.create(pod);
      case StoryEvent.RemoveJob(var namespace, var name) -> removeJob(namespace, name);
      case StoryEvent.RemovePod(var namespace, var name) -> {
        world.deletes(namespace + "/" + name);
        objects.deletePod(namespace, name);
      }
      case StoryEvent.Ungate(var namespace, var name) -> objects.ungate(namespace, name);
      case StoryEvent.BindByOther(var namespace, var pod, var node) ->
          objects.bind(namespace, pod, node);
      case StoryEvent.Configure(var _, var text) -> write(text);
      case StoryEvent.RestartScheduler(var _, var pause) -> restart(pace.of(pause));
      case StoryEvent.Outage(var length) -> throughProxy().outage(pace.of(length));
      case StoryEvent.BreakWatch(var kind) ->
          throughProxy()
              .disturbOpenWatches(
                  ApiRequest.watches(Playability.watched(kind)), Fault.breakWatch(0));
      case StoryEvent.RebootNode(var name, var length) -> agent.reboot(name, pace.of(length));
      case StoryEvent.ResizePod(var namespace, var name, var requests) ->
          objects.resize(namespace, name, requests);
      default -> throw new UnplayableException("event " + event.getClass().getSimpleName());
    }
  }

  /** The rules that were broken, and by what. */
  List<String> broken() {
    Duration patience =
        pace.of(story.settings().gangCompletionTimeout()).plus(Duration.ofSeconds(30));
    List<String> all = new ArrayList<>();
    for (RealRules.Broken one : rules.broken(patience)) {
      if (!story.allowed().contains(one.rule())) {
        all.add(one.toString());
      }
    }
    List<Rejection> rejections = agent.rejections();
    if (!story.allowed().contains(Rule.OUT_OF_RESOURCE)) {
      rejections.subList(rejectedBefore, rejections.size()).stream()
          .map(Rejection::toString)
          .forEach(all::add);
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    stopScheduler();
    requests.shutdownNow();
    if (proxy != null) {
      proxy.close();
    }
    objects.close();
    Eventually.within(SOON)
        .becomes(
            "pods left",
            () -> world.pods().stream().filter(pod -> pod.state() != PodSight.State.GONE).count(),
            left -> left == 0);
    world.close();
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private void removeJob(String namespace, String name) {
    String key = namespace + "/" + name;
    rules.gangGone(key);
    List<PodSight> pods = world.pods().stream().filter(pod -> key.equals(pod.job())).toList();
    pods.forEach(pod -> world.deletes(pod.key()));
    objects.deleteGroup(namespace, name);
    pods.forEach(pod -> objects.deletePod(namespace, pod.key().substring(namespace.length() + 1)));
  }

  private void restart(Duration pause) {
    RoleProcess<SchedulerRole> running = scheduler;
    if (running != null) {
      running.close();
    }
    restart =
        CompletableFuture.runAsync(
            this::startScheduler,
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, requests));
  }

  private void stopScheduler() {
    if (restart != null) {
      restart.join();
    }
    if (scheduler != null) {
      scheduler.close();
    }
  }

  private static boolean needsProxy(Story story) {
    return !story.faults().equals(FaultPlan.NONE)
        || story.events().stream()
            .anyMatch(timed ->
                timed.event() instanceof StoryEvent.Outage
                    || timed.event() instanceof StoryEvent.BreakWatch);
  }

  private static boolean reconfigures(Story story) {
    return story.events().stream().anyMatch(timed -> timed.event() instanceof StoryEvent.Configure);
  }

  private FaultProxy proxy() {
    FaultProxy started = FaultProxy.start(cluster.clientConfig(), story.seed());
    FaultPlan faults = story.faults();
    started.sometimes(faults.lostReply(), ALL_BINDINGS, Fault.loseReply());
    started.sometimes(faults.lostRequest(), ALL_BINDINGS, Fault.drop());
    refusing.add(started.sometimes(faults.conflict(), ALL_BINDINGS, Fault.conflict()));
    started.sometimes(
        faults.throttled(), ALL_BINDINGS, Fault.tooManyRequests(Duration.ofSeconds(1)));
    return started;
  }

  private FaultProxy throughProxy() {
    if (proxy == null) {
      throw new IllegalStateException("the story was to have a proxy");
    }
    return proxy;
  }

  private static String standardOr(@Nullable String text) {
    return text == null ? SchedulerConfiguration.STANDARD : text;
  }

  private void write(String text) {
    if (configuration != null) {
      try {
        Files.writeString(configuration, text);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write a configuration", e);
      }
    }
  }

  private Path file(String text) {
    try {
      Path file = Files.createTempFile("story-", ".yaml");
      files.add(file);
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a file for a story", e);
    }
  }
}
