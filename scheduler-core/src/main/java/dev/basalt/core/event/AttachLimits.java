package dev.basalt.core.event;

import java.util.Map;

/**
 * How many volumes a node takes, from its CSINode.
 *
 * @param node the node's name
 * @param byDriver distinct volumes by CSI driver; a driver that is not named has no limit
 */
public record AttachLimits(String node, Map<String, Integer> byDriver) {
  public AttachLimits {
    byDriver = Map.copyOf(byDriver);
  }
}
