package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives each pod a name in DNS, by a headless Service, and tells all pods the names of all, in a
 * ConfigMap mounted at {@code /etc/volcano} and in variables. Pods of other jobs are kept out by a
 * NetworkPolicy.
 */
final class SvcPlugin implements JobPlugin {
  private static final Flag PUBLISH =
      new Flag("publish-not-ready-addresses", "false", "the Service names pods before they are ready");
  private static final Flag NO_POLICY =
      new Flag("disable-network-policy", "false", "makes no NetworkPolicy: others may connect");
  private static final Flag HOSTS =
      new Flag("inject-hosts-env", "true", "puts the names of hosts into variables");
  static final List<Flag> FLAGS = List.of(PUBLISH, NO_POLICY, HOSTS);

  private static final String MOUNT = "/etc/volcano";
  private static final int LONGEST_HOST = 63;

  private final boolean publishNotReady;
  private final boolean networkPolicy;
  private final boolean hostsInEnvironment;

  SvcPlugin(Flags flags) {
    publishNotReady = flags.isOn(PUBLISH);
    networkPolicy = !flags.isOn(NO_POLICY);
    hostsInEnvironment = flags.isOn(HOSTS);
  }

  @Override
  public Companions companions(JobContext job) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(hosts(job));
    objects.add(
        new ServiceBuilder()
            .withMetadata(metadata(job, job.name()))
            .withNewSpec()
            .withClusterIP("None")
            .withSelector(selector(job))
            .withPublishNotReadyAddresses(publishNotReady)
            .addNewPort()
            .withName("placeholder-volcano")
            .withProtocol("TCP")
            .withPort(1)
            .withNewTargetPort(1)
            .endPort()
            .endSpec()
            .build());
    if (networkPolicy) {
      objects.add(
          new NetworkPolicyBuilder()
              .withMetadata(metadata(job, job.name()))
              .withNewSpec()
              .withNewPodSelector()
              .withMatchLabels(selector(job))
              .endPodSelector()
              .addNewIngress()
              .addNewFrom()
              .withNewPodSelector()
              .withMatchLabels(selector(job))
              .endPodSelector()
              .endFrom()
              .endIngress()
              .withPolicyTypes("Ingress")
              .endSpec()
              .build());
    }
    return new Companions(
        objects,
        tooLarge(job)
            ? List.of(
                "plugin svc: the names of all hosts would take more than 256 KiB and are left out"
                    + " of ConfigMap "
                    + configMap(job)
                    + "; shard by VC_TASK_INDEX, or use fewer replicas")
            : List.of());
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    String name = pod.getMetadata().getName();
    if (isEmpty(pod.getSpec().getHostname()) && isHostName(name)) {
      pod.getSpec().setHostname(name);
    }
    if (isEmpty(pod.getSpec().getSubdomain())) {
      pod.getSpec().setSubdomain(job.name());
    }
    String map = configMap(job);
    boolean hosts = hostsInEnvironment && !tooLarge(job);
    for (TaskSpec each : job.tasks()) {
      Containers.all(pod)
          .forEach(container -> {
            if (hosts) {
              Containers.variableOf(container, variable(each, "HOSTS"), map);
            }
            if (hostsInEnvironment) {
              Containers.variableOf(container, variable(each, "NUM"), map);
            }
          });
    }
    Containers.mount(
        pod,
        new VolumeBuilder().withName(map).withNewConfigMap().withName(map).endConfigMap().build(),
        MOUNT);
  }

  private static ConfigMap hosts(JobContext job) {
    Map<String, String> data = new TreeMap<>();
    boolean names = !tooLarge(job);
    for (TaskSpec task : job.tasks()) {
      if (names) {
        List<String> hosts = Hosts.of(job, task);
        data.put(key(task) + ".host", String.join("\n", hosts));
        data.put(variable(task, "HOSTS"), String.join(",", hosts));
      }
      data.put(variable(task, "NUM"), Integer.toString(JobContext.replicas(task)));
    }
    return new ConfigMapBuilder()
        .withMetadata(metadata(job, configMap(job)))
        .withData(data)
        .build();
  }

  /** Each name stands in the ConfigMap twice. */
  private static boolean tooLarge(JobContext job) {
    return 2 * Hosts.bytes(job) > Hosts.LARGEST_BYTES;
  }

  private static String configMap(JobContext job) {
    return job.name() + "-svc";
  }

  private static String key(TaskSpec task) {
    return String.valueOf(task.name()).replace('-', '_');
  }

  private static String variable(TaskSpec task, String what) {
    return "VC_" + key(task).toUpperCase(Locale.ROOT) + "_" + what;
  }

  private static Map<String, String> selector(JobContext job) {
    return Map.of(VolcanoNames.JOB_NAME, job.name(), VolcanoNames.JOB_NAMESPACE, job.namespace());
  }

  private static ObjectMeta metadata(JobContext job, String name) {
    return new ObjectMetaBuilder().withNamespace(job.namespace()).withName(name).build();
  }

  private static boolean isHostName(String name) {
    return name.length() <= LONGEST_HOST && name.indexOf('.') < 0;
  }

  private static boolean isEmpty(@org.jspecify.annotations.Nullable String value) {
    return value == null || value.isEmpty();
  }
}
