package dev.basalt.testkit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRequestsTest {
  private static Container container(String cpu) {
    return new ContainerBuilder()
        .withName("c")
        .withNewResources()
        .addToRequests("cpu", Quantity.parse(cpu))
        .endResources()
        .build();
  }

  private static Container sidecar(String cpu) {
    return new ContainerBuilder(container(cpu)).withRestartPolicy("Always").build();
  }

  private static Pod pod(List<Container> init, Container... main) {
    return new PodBuilder()
        .withNewSpec()
        .withInitContainers(init)
        .withContainers(main)
        .endSpec()
        .build();
  }

  private static BigDecimal cpu(Pod pod) {
    return PodRequests.of(pod).getOrDefault("cpu", BigDecimal.ZERO);
  }

  @Test
  void containersAddUpAndThePodCountsAsOne() {
    Pod pod = pod(List.of(), container("500m"), container("1"));
    assertThat(cpu(pod)).isEqualByComparingTo("1.5");
    assertThat(PodRequests.of(pod)).containsEntry("pods", BigDecimal.ONE);
  }

  @Test
  void theLargestInitContainerCountsWithTheSidecarsBeforeIt() {
    assertThat(cpu(pod(List.of(container("3")), container("1")))).isEqualByComparingTo("3");
    assertThat(cpu(pod(List.of(sidecar("1"), container("3")), container("1"))))
        .isEqualByComparingTo("4");
    assertThat(cpu(pod(List.of(container("3"), sidecar("1")), container("1"))))
        .isEqualByComparingTo("3");
    assertThat(cpu(pod(List.of(sidecar("1"), container("1")), container("3"))))
        .isEqualByComparingTo("4");
  }

  @Test
  void requestsOfThePodAsAWholeReplaceThoseOfItsContainersAndOverheadIsAdded() {
    Pod pod = pod(List.of(), container("1"));
    pod.getSpec()
        .setResources(
            new ResourceRequirementsBuilder().addToRequests("cpu", Quantity.parse("2")).build());
    pod.getSpec().setOverhead(Map.of("cpu", Quantity.parse("250m")));
    assertThat(cpu(pod)).isEqualByComparingTo("2.25");
  }
}
