package dev.basalt.testkit.junit;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/**
 * A cluster for the tests of a class and a new namespace for each test. Where this machine offers
 * no cluster, the class is skipped and one line on standard output says why.
 *
 * <pre>{@code
 * @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
 * }</pre>
 */
public final class ClusterExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Namespace STORE = Namespace.create(ClusterExtension.class);
  private static final String SHARED = "shared";
  private static final Duration SERVICE_ACCOUNT_WITHIN = Duration.ofMinutes(1);
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final Optional<ClusterOptions> own;
  private @Nullable TestCluster cluster;
  private @Nullable KubernetesClient client;
  private @Nullable String namespace;

  private ClusterExtension(Optional<ClusterOptions> own) {
    this.own = own;
  }

  /** One cluster with everything on for all classes of this JVM. Tests leave its nodes alone. */
  public static ClusterExtension shared() {
    return new ClusterExtension(Optional.empty());
  }

  /** A cluster for this class alone. */
  public static ClusterExtension own(ClusterOptions options) {
    return new ClusterExtension(Optional.of(options));
  }

  public TestCluster cluster() {
    return present(cluster, "a cluster");
  }

  /** A client of the cluster's administrator, closed at the end of the class. */
  public KubernetesClient client() {
    return present(client, "a client");
  }

  /** The namespace of the running test; deleted, without waiting, after it. */
  public String namespace() {
    return present(namespace, "a namespace");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    try {
      cluster = own.map(TestClusters::start).orElseGet(() -> sharedCluster(context));
    } catch (ControlPlaneUnavailableException e) {
      String line = "integration tests on a real API server skipped: " + e.getMessage();
      System.out.println(line);
      throw new TestAbortedException(line, e);
    }
    client = cluster().newClient();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    String name = "test-" + NAMESPACES.incrementAndGet();
    client()
        .namespaces()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    boolean serviceAccounts = own.map(ClusterOptions::controllers).orElse(true);
    if (serviceAccounts) {
      // Pods are refused until the namespace has its default service account.
      Eventually.within(SERVICE_ACCOUNT_WITHIN)
          .passes(() -> {
            if (client().serviceAccounts().inNamespace(name).withName("default").get() == null) {
              throw new AssertionError("namespace " + name + " has no service account yet");
            }
          });
    }
    namespace = name;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    String name = namespace;
    namespace = null;
    if (name != null) {
      client().namespaces().withName(name).delete();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (client != null) {
      client.close();
    }
    if (own.isPresent() && cluster != null) {
      cluster.close();
    }
  }

  private static TestCluster sharedCluster(ExtensionContext context) {
    // JUnit closes what is in the root store at the end of the whole run.
    return context
        .getRoot()
        .getStore(STORE)
        .getOrComputeIfAbsent(
            SHARED, key -> TestClusters.start(ClusterOptions.named(SHARED)), TestCluster.class);
  }

  private static <T> T present(@Nullable T value, String what) {
    if (value == null) {
      throw new IllegalStateException("there is " + what + " only while a test runs");
    }
    return value;
  }
}
