package dev.basalt.plugins.binpack;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.spi.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prefers the node that a pod fills most: {@code weight x 100 x sum(w x (used + asked) /
 * allocatable) / sum(w)} over the resources that the pod asks for and that have a weight. A
 * resource that the pod would overfill adds nothing.
 */
public final class BinpackPlugin implements Plugin {
  private static final Argument WEIGHT =
      new Argument("binpack.weight", "1", "weight of the score; 0 switches the plugin off");
  private static final Argument CPU =
      new Argument("binpack.cpu", "1", "weight of cpu among the resources");
  private static final Argument MEMORY =
      new Argument("binpack.memory", "1", "weight of memory among the resources");
  private static final Argument RESOURCES =
      new Argument("binpack.resources", "", "names of further resources, separated by commas");
  private static final Argument OF_RESOURCE =
      new Argument("binpack.resources.*", "1", "weight of the further resource of that name");

  private final double weight;
  private final Map<String, Integer> weightByResource = new HashMap<>();
  private double[] weightByDimension = new double[0];

  private BinpackPlugin(Arguments arguments) {
    weight = arguments.integer(WEIGHT, 0);
    weightByResource.put(ResourceSchema.CPU_NAME, arguments.integer(CPU, 0));
    weightByResource.put(ResourceSchema.MEMORY_NAME, arguments.integer(MEMORY, 0));
    for (String part : arguments.text(RESOURCES).split(",")) {
      String resource = part.strip();
      if (!resource.isEmpty()) {
        weightByResource.put(resource, arguments.integer(OF_RESOURCE.named(resource), 0));
      }
    }
  }

  /** Makes the plugin {@code binpack}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "binpack";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(WEIGHT, CPU, MEMORY, RESOURCES, OF_RESOURCE);
    }

    @Override
    public BinpackPlugin create(Arguments arguments) {
      return new BinpackPlugin(arguments);
    }
  }

  @Override
  public void register(Hooks hooks) {
    if (weight > 0) {
      hooks.nodeScore(Reach.NODE, this::score);
    }
  }

  /** Weights are looked up by dimension, because scores must not look up names. */
  @Override
  public void sessionOpened(SessionView session) {
    ResourceSchema schema = session.schema();
    if (weightByDimension.length == schema.size()) {
      return;
    }
    weightByDimension = new double[schema.size()];
    for (int dimension = 0; dimension < weightByDimension.length; dimension++) {
      weightByDimension[dimension] = weightByResource.getOrDefault(schema.name(dimension), 0);
    }
  }

  double score(PodClass podClass, int node, NodeTable nodes) {
    Request request = podClass.request();
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      double resourceWeight =
          dimension < weightByDimension.length ? weightByDimension[dimension] : 0;
      if (resourceWeight == 0) {
        continue;
      }
      weights += resourceWeight;
      long filled = nodes.used(dimension, node) + request.amount(i);
      long allocatable = nodes.allocatable(dimension, node);
      if (filled <= allocatable) {
        sum += resourceWeight * filled / allocatable;
      }
    }
    return weights == 0 ? 0 : weight * 100 * sum / weights;
  }
}
