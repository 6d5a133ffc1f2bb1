package dev.basalt.plugins.proportion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.QueueShares;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sessions on random queues: nothing is stranded, and nobody is more than a pod off its share. */
final class DealPropertyTest {
  private static final int CPU = ResourceSchema.CPU;
  private static final int SEEDS = 300;

  @Test
  void podsOfOneSizeFillTheClusterWithinAPodOfEachShare() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Rounds rounds = new Rounds();
      int pods = 1 + random.nextInt(120);
      rounds.world.node("n1", "cpu=" + (pods * 3) + ", memory=" + pods + "Gi, pods=1000");
      int queues = 1 + random.nextInt(9);
      long wanted = 0;
      for (int i = 0; i < queues; i++) {
        int capability = 1 + random.nextInt(60);
        int demand = random.nextInt(80);
        boolean bounded = random.nextInt(3) == 0;
        rounds.world.queue(
            "q" + i,
            1 + random.nextInt(random.nextBoolean() ? 3 : 1000),
            0,
            bounded ? "cpu=" + capability * 3 + ", memory=" + capability + "Gi" : "",
            "");
        rounds.ask("q" + i, demand, "cpu=3, memory=1Gi");
        wanted += bounded ? Math.min(demand, capability) : demand;
      }
      rounds.session(random.nextBoolean());

      long placed = 0;
      for (Queue queue : rounds.world.queues()) {
        long held = queue.allocated().get(CPU);
        long deserved = rounds.hooks.only(QueueShares.class).deserved(queue, CPU);
        assertThat(Math.abs(held - deserved))
            .as("seed %s: %s holds %s and deserves %s", seed, queue, held, deserved)
            .isLessThan(3000);
        placed += held / 3000;
      }
      assertThat(placed).as("seed %s", seed).isEqualTo(Math.min(pods, wanted));
    }
  }

  @Test
  void podsOfAnySizeLeaveNoRoomThatAnyQueueCouldUseUnlessItIsSetAside() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Rounds rounds = new Rounds();
      rounds.world.node("n1", "cpu=100, memory=100Gi, pods=1000");
      int queues = 2 + random.nextInt(4);
      for (int i = 0; i < queues; i++) {
        rounds.world.queue("q" + i, 1 + random.nextInt(4));
        String size =
            "cpu=" + (1 + random.nextInt(8)) + ", memory=" + (1 + random.nextInt(8)) + "Gi";
        rounds.ask("q" + i, 200, size);
      }
      rounds.session(random.nextBoolean());
      rounds.session(random.nextBoolean());
      // No pod is larger than 8 of anything: less than that may be left in the tighter dimension.
      long idleCpu = rounds.idle(CPU) / 1000;
      long idleMemory = rounds.idle(ResourceSchema.MEMORY) >> 30;
      assertThat(Math.min(idleCpu, idleMemory))
          .as("seed %s: %s cpu and %s Gi are left", seed, idleCpu, idleMemory)
          .isLessThan(8);
    }
  }
}
