package dev.basalt.controllers.job.plugin;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes containers of pods. What a template says itself stays as it is. */
final class Containers {
  private Containers() {}

  /** Containers and init containers. */
  static Stream<Container> all(Pod pod) {
    return Stream.concat(
        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
  }

  /** Sets a variable, unless the container has it. */
  static void variable(Container container, String name, String value) {
    add(container, new EnvVarBuilder().withName(name).withValue(value).build());
  }

  /** Sets a variable to a value of a ConfigMap, unless the container has it. */
  static void variableOf(Container container, String name, String configMap) {
    add(
        container,
        new EnvVarBuilder()
            .withName(name)
            .withNewValueFrom()
            .withNewConfigMapKeyRef(name, configMap, null)
            .endValueFrom()
            .build());
  }

  /** Opens a port, unless the container has opened it. */
  static void port(Container container, String name, int number) {
    if (container.getPorts().stream()
        .noneMatch(one -> Integer.valueOf(number).equals(one.getContainerPort()))) {
      List<ContainerPort> ports = new ArrayList<>(container.getPorts());
      ports.add(new ContainerPortBuilder().withName(name).withContainerPort(number).build());
      container.setPorts(ports);
    }
  }

  private static void add(Container container, EnvVar variable) {
    if (container.getEnv().stream().noneMatch(one -> one.getName().equals(variable.getName()))) {
      List<EnvVar> all = new ArrayList<>(container.getEnv());
      all.add(variable);
      container.setEnv(all);
    }
  }

  /** Adds a volume and mounts it in every container. */
  static void mount(Pod pod, Volume volume, String path) {
    mount(pod, volume, path, null);
  }

  /**
   * Adds a volume and mounts a folder of it in every container.
   *
   * @param folder null for the whole volume
   */
  static void mount(Pod pod, Volume volume, String path, @Nullable String folder) {
    List<Volume> volumes = new ArrayList<>(pod.getSpec().getVolumes());
    volumes.add(volume);
    pod.getSpec().setVolumes(volumes);
    all(pod)
        .forEach(container -> {
          var mounts = new ArrayList<>(container.getVolumeMounts());
          mounts.add(
              new VolumeMountBuilder()
                  .withName(volume.getName())
                  .withMountPath(path)
                  .withSubPath(folder)
                  .build());
          container.setVolumeMounts(mounts);
        });
  }
}
