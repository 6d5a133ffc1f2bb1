package dev.basalt.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.agent.Delay;
import dev.basalt.testkit.agent.NodeAgent;
import dev.basalt.testkit.agent.RunCommands;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.testkit.python.PythonTests;
import dev.basalt.testkit.python.PythonUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;

/**
 * Airflow itself, from PyPI (some 450 MB): pods of its operator wait in a queue and then run, and
 * each task of its executor is a pod, on nodes whose pods really run. What is asked of it: {@code
 * src/test/airflow}.
 */
@Tag("soak")
class AirflowIT {
  private static final Path ROOT = Path.of(System.getProperty("basalt.root"));
  private static final AgentSettings SETTINGS =
      new AgentSettings(Delay.none(), Delay.none(), Delay.none(), Delay.none(), 42)
          .withCommands(RunCommands.ALWAYS);

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("airflow").withoutFakeNodes());

  @Test
  void podsOfAirflowAreScheduledAsTheyAre() {
    PythonTests tests;
    try {
      tests =
          PythonTests.prepare(
              ROOT.resolve("app/src/test/airflow"), ROOT.resolve("app/target/airflow"));
    } catch (PythonUnavailableException e) {
      throw new TestAbortedException("Airflow was not tried: " + e.getMessage(), e);
    }
    CustomResourceDefinitions.all()
        .forEach(manifest -> CrdsCommand.apply(CLUSTER.client(), manifest));
    NodeShape shape = NodeShape.of("16", "32Gi", 110).withNamePrefix("airflow-");
    try (NodeAgent agent = NodeAgent.start(CLUSTER.client(), 0, 2, shape, SETTINGS);
        RoleProcess<SchedulerRole> scheduler =
            SchedulerRole.process(
                ApiAccess.kubeconfig(CLUSTER.cluster().kubeconfig()),
                SchedulerOptions.standard().withoutLeaderElection(),
                EndpointSettings.loopback())) {
      Map<String, String> variables =
          Map.of(
              "KUBECONFIG",
              CLUSTER.cluster().kubeconfig().toAbsolutePath().toString(),
              "BASALT_TEST_NAMESPACE",
              CLUSTER.namespace());
      assertThat(tests.run(variables, Duration.ofMinutes(12), "--quiet", "tests"))
          .contains("2 passed");
      assertThat(scheduler.role().summary().rejections().counts()).isEmpty();
      assertThat(agent.rejections()).isEmpty();
    }
  }
}
