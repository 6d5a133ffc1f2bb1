package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.agent.Delay;
import dev.basalt.testkit.agent.RunCommands;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.testkit.python.PythonTests;
import dev.basalt.testkit.python.PythonUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;

/**
 * The Python library on a real API server, with scheduler and controllers, and with nodes whose
 * pods really run: {@code jobctl/python/tests/test_cluster.py}.
 */
class PythonLibraryIT {
  private static final Path MODULE = Path.of("..", "jobctl");
  private static final AgentSettings SETTINGS =
      new AgentSettings(Delay.none(), Delay.none(), Delay.none(), Delay.none(), 42)
          .withCommands(RunCommands.ALWAYS);

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void theLibraryPassesItsTestsOnACluster() {
    PythonTests tests;
    try {
      tests = PythonTests.prepare(MODULE.resolve("python"), MODULE.resolve("target/python"));
    } catch (PythonUnavailableException e) {
      String line = "tests of the Python library on a cluster skipped: " + e.getMessage();
      System.out.println(line);
      throw new TestAbortedException(line, e);
    }
    scene.agent(2, NodeShape.of("16", "32Gi", 110), SETTINGS);
    scene.scheduler();
    scene.closing(
        ControllersRole.process(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            ControllersOptions.alone(),
            EndpointSettings.loopback()));

    Map<String, String> variables =
        Map.of(
            "KUBECONFIG",
            scene.cluster().kubeconfig().toAbsolutePath().toString(),
            "JOBCTL_TEST_NAMESPACE",
            scene.namespace());
    assertThat(tests.run(variables, Duration.ofMinutes(5), "--quiet", "-m", "cluster"))
        .contains(" passed");
  }
}
