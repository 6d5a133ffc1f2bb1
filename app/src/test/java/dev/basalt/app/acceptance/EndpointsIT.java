package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EndpointsIT {
  private static final Path OPERATIONS =
      Path.of(System.getProperty("basalt.root"), "docs", "operations.md");
  private static final Pattern NAME = Pattern.compile("`((?:basalt|volcano)_[a-z_]+)");

  /** Published by a scheduler with zones. */
  private static final Set<String> ELSEWHERE = Set.of("basalt_zone_conflicts", "basalt_zone_nodes");

  private static final String TURNED_AWAY_BY_US =
      "basalt_pod_rejections_total{cause=\"ours\",reason=\"OutOfcpu\"} 0.0";

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void everyDocumentedSeriesIsThereOnceWithHelpAfterSomeWork()
      throws IOException, InterruptedException {
    RoleProcess<SchedulerRole> scheduler = afterSomeWork();

    String body = Endpoint.of(scheduler).get("/metrics").body();
    Exposition exposition = Exposition.parse(body);

    assertThat(exposition.duplicates()).as("series published twice").isEmpty();
    assertThat(exposition.withoutHelp()).as("families without HELP").isEmpty();
    Set<String> expected = documented();
    assertThat(expected).containsAll(ELSEWHERE);
    expected.removeAll(ELSEWHERE);
    assertThat(exposition.families()).containsAll(expected);
    assertThat(body.lines()).as("there before the first one").contains(TURNED_AWAY_BY_US);
  }

  @Test
  void healthAndReadinessAnswerAProbe() throws IOException, InterruptedException {
    RoleProcess<SchedulerRole> scheduler = scene.scheduler();
    Endpoint endpoint = Endpoint.of(scheduler);

    assertThat(endpoint.get("/healthz").statusCode()).isEqualTo(200);
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(endpoint.get("/readyz").statusCode()).isEqualTo(200);
          assertThat(endpoint.get("/readyz").body()).isEqualTo("ok\n");
        });
    assertThat(endpoint.get("/elsewhere").statusCode()).isEqualTo(404);
  }

  /** Some pods bound, one gang that waits, a binding that was refused. */
  private RoleProcess<SchedulerRole> afterSomeWork() {
    scene.nodes(1, "4", "8Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(2));
    FaultProxy proxy = scene.proxy();
    proxy.once(ApiRequest.bindings(), Fault.conflict());
    RoleProcess<SchedulerRole> scheduler = scene.scheduler(proxy);
    scene.group("gang", PodGroupSpec.ofGang(queue, 2));
    scene.create(Workload.of("gang", 2, "1", "1Gi").inGroup("gang"));
    scene.group("large", PodGroupSpec.ofGang(queue, 9));
    scene.create(Workload.of("large", 9, "1", "1Gi").inGroup("large"));
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(Observed.bound(scene.client(), scene.namespace(), "gang")).isEqualTo(2);
          assertThat(Observed.waitsFor(scene.group("large"))).isNotNull();
        });
    return scheduler;
  }

  private static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    List<String> rows =
        Files.readAllLines(OPERATIONS).stream()
            .dropWhile(line -> !line.equals("## Metrics"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .toList();
    for (String row : rows) {
      NAME.matcher(row).results().forEach(match -> names.add(match.group(1)));
    }
    assertThat(names).hasSizeGreaterThan(10);
    return names;
  }
}
