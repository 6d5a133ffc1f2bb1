package dev.basalt.watchdog.rule;

import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/**
 * How full something is by the resource of which it is fullest.
 *
 * @param resource that resource
 * @param held what is held of it
 * @param most what there may be
 */
record Fill(String resource, long held, long most) {
  /** The fullest resource among those that limits name; null if they name none. */
  static @Nullable Fill fullest(ResourceList held, ResourceList most) {
    Fill fullest = null;
    for (int i = 0; i < most.size(); i++) {
      Fill fill = new Fill(most.name(i), held.get(most.name(i)), most.amount(i));
      if (fullest == null || fill.ratio() > fullest.ratio()) {
        fullest = fill;
      }
    }
    return fullest;
  }

  double ratio() {
    if (most == 0) {
      return held == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return held / (double) most;
  }

  String percent() {
    return most == 0 ? "all" : Texts.percent(ratio());
  }

  String heldText() {
    return Quantities.format(resource, held);
  }

  String mostText() {
    return Quantities.format(resource, most);
  }
}
