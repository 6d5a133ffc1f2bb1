package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.volcano.api.model.batch.v1alpha1.JobBuilder;
import io.fabric8.volcano.client.VolcanoClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client and the model of Volcano's API that Spark and others use. */
class VolcanoClientIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private JobScene jobs;

  @BeforeEach
  void start() {
    scene.nodes(1, "8", "32Gi");
    scene.scheduler();
    jobs = new JobScene(scene);
  }

  @Test
  void whatFabric8sOwnVolcanoClientMakesRuns() {
    jobs.controllers();
    VolcanoClient volcano = scene.client().adapt(VolcanoClient.class);
    String queue = scene.queue("volcano", QueueSpec.ofWeight(1));
    assertThat(volcano.queues().withName(queue).require().getSpec().getWeight()).isEqualTo(1);
    var groups = volcano.podGroups().inNamespace(scene.namespace());
    String group = "---\nmetadata: {name: alone}\nspec: {minMember: 1, queue: " + queue + "}";
    groups
        .resource(
            Serialization.unmarshal(
                group, io.fabric8.volcano.api.model.scheduling.v1beta1.PodGroup.class))
        .create();
    // The client has words for queues and groups only; jobs go by its model.
    JobBuilder job = new JobBuilder().withNewMetadata().withName("foreign").endMetadata();
    job.withNewSpec().withSchedulerName("volcano").withQueue(queue).withMinAvailable(2).endSpec();
    job.editSpec()
        .addNewTask()
        .withName("main")
        .withReplicas(2)
        .withTemplate(
            Serialization.unmarshal("---\n" + JobScene.template("1s", 0), PodTemplateSpec.class))
        .endTask()
        .endSpec();
    scene.client().resource(job.build()).inNamespace(scene.namespace()).create();

    jobs.await("foreign", COMPLETED);
    assertThat(
            scene
                .client()
                .resources(io.fabric8.volcano.api.model.batch.v1alpha1.Job.class)
                .inNamespace(scene.namespace())
                .withName("foreign")
                .require()
                .getStatus()
                .getState()
                .getPhase())
        .isEqualTo("Completed");
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(groups.withName("alone").require().getStatus())
                .extracting("phase")
                .isIn("Pending", "Inqueue"));
  }
}
