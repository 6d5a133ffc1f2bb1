package dev.basalt.plugins.cdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Plugin;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CooldownPluginTest {
  private final World world = new World();
  private final Plugin plugin = new CooldownPlugin.Factory().create(Arguments.none("cdp"));
  private final RecordedHooks hooks = RecordedHooks.of(plugin);

  @Test
  void podsThatAskForItAreSparedAndOthersAreNoneOfItsBusiness() {
    world.node("n1", "cpu=100");
    Task plain = world.pod(Pods.named("plain").runningOn("n1"));
    Task warm =
        world.pod(
            Pods.named("warm").runningOn("n1").spec().toBuilder().cooldownMillis(60_000).build());
    plugin.sessionOpened(world);

    assertThat(hooks.preemptable().victims(plain, List.of(plain))).isNull();
    assertThat(hooks.preemptable().victims(plain, List.of(plain, warm))).containsExactly(plain);
    assertThat(hooks.reclaimable().victims(plain, List.of(warm))).isEmpty();
  }
}
