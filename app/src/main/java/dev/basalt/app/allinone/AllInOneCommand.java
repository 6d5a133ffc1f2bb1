package dev.basalt.app.allinone;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.ApiOptions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.UserOptions;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.exporter.ExporterFlags;
import dev.basalt.app.exporter.ExporterRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.Role;
import dev.basalt.app.role.RoleContext;
import dev.basalt.app.role.RolesProcess;
import dev.basalt.app.scheduler.SchedulerFlags;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.app.watchdog.WatchdogFlags;
import dev.basalt.app.watchdog.WatchdogRole;
import dev.basalt.app.webhook.WebhookFlags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs all roles in one process until it is told to stop, or one of them fails. */
@Command(
    name = "all-in-one",
    description = "Run scheduler, controllers, webhook, exporter and watchdog in one process.",
    showDefaultValues = true)
public final class AllInOneCommand implements Callable<Integer> {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /** The exporter's series may be many. */
  private static final Duration SCRAPE_LIFE = Duration.ofSeconds(1);

  private static final long END_SECONDS = 30;

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "Only these: ${COMPLETION-CANDIDATES}. Without it: all.")
  private Set<RoleName> roles = EnumSet.allOf(RoleName.class);

  @Mixin private SchedulerFlags scheduler = new SchedulerFlags();

  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Option(
      names = "--workers",
      paramLabel = "COUNT",
      defaultValue = "8",
      description = "Jobs that are worked on at once.")
  private int workers = 8;

  @Option(
      names = "--webhook-port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "HTTPS port of the webhook.")
  private int webhookPort = 8443;

  @Mixin private WebhookFlags webhook = new WebhookFlags();

  @Mixin private ExporterFlags exporter = new ExporterFlags();

  @Mixin private UserOptions user = new UserOptions();

  @Mixin private WatchdogFlags watchdog = new WatchdogFlags();

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of /metrics, /healthz and /readyz of all roles; 0 for any free one.")
  private int metricsPort = 8080;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address that these and the webhook listen on.")
  private String bindAddress = "0.0.0.0";

  @Override
  public Integer call() throws InterruptedException {
    RolesProcess process = start();
    Thread shutdown = Thread.ofPlatform().name("shutdown").unstarted(process::close);
    Runtime.getRuntime().addShutdownHook(shutdown);
    String failure = process.await();
    if (failure != null) {
      // What failed may not end either.
      Thread.ofPlatform().daemon().start(AllInOneCommand::haltLater);
      throw new CommandFailure(failure + "; all roles stop");
    }
    shutdown.join();
    return 0;
  }

  private RolesProcess start() {
    List<Role.Start<?>> starts = new ArrayList<>();
    new TreeSet<>(roles).forEach(role -> starts.add(context -> start(role, context)));
    return new RolesProcess(
        new EndpointSettings(bindAddress, metricsPort).withScrapeLife(SCRAPE_LIFE), starts, PERIOD);
  }

  Set<RoleName> roles() {
    return roles;
  }

  private Role start(RoleName role, RoleContext context) {
    SchedulerOptions options = scheduler.options(lease, bindAddress);
    return switch (role) {
      case SCHEDULER -> new SchedulerRole(api.access(), options, context);
      case CONTROLLERS ->
          new ControllersRole(
              api.access(),
              ControllersOptions.role(lease, Math.max(1, workers), options.schedulerNames()),
              context);
      case WEBHOOK ->
          webhook.started(
              api,
              new WebhookFlags.Place(bindAddress, webhookPort, lease.leaseNamespace()),
              served(options),
              roles.contains(RoleName.CONTROLLERS) ? Set.of(OwnUser.of(api.access())) : Set.of(),
              context);
      case EXPORTER ->
          new ExporterRole(
              api.access(), exporter.settings(options.schedulerNames(), user.source()), context);
      case WATCHDOG ->
          new WatchdogRole(
              api.access(),
              watchdog.options(lease, options.schedulerNames(), user.source()),
              context);
    };
  }

  /** The first name is that of jobs that name none. */
  private static Set<String> served(SchedulerOptions options) {
    Set<String> names = new LinkedHashSet<>();
    if (options.schedulerNames().contains(VolcanoNames.SCHEDULER)) {
      names.add(VolcanoNames.SCHEDULER);
    }
    names.addAll(options.schedulerNames());
    return names;
  }

  private static void haltLater() {
    try {
      TimeUnit.SECONDS.sleep(END_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
