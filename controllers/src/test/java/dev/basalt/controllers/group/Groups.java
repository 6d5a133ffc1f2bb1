package dev.basalt.controllers.group;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.group.GroupRecord.Made;
import dev.basalt.controllers.runtime.ObjectKey;

/** Groups for tests of other packages. */
public final class Groups {
  private Groups() {}

  /** A group that somebody made who owns nothing. */
  public static GroupRecord record(String name, String queue, PodGroupPhase phase) {
    return new GroupRecord(
        new ObjectKey("ns", name),
        "u-" + name,
        null,
        false,
        queue,
        phase,
        1000,
        false,
        Made.UNKNOWN);
  }

  /** As it is read from the cluster. */
  public static GroupRecord read(PodGroup group) {
    return GroupRecord.read(group);
  }
}
