package dev.basalt.app.scheduler;

import dev.basalt.cluster.write.ApiStatusPublisher;
import dev.basalt.cluster.write.BindingObserver;
import dev.basalt.core.port.Binding;

/** Takes back what was to be said about a waiting pod once it is being bound. */
final class ConditionRecall implements BindingObserver {
  private final ApiStatusPublisher publisher;

  ConditionRecall(ApiStatusPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void taken(Binding binding) {
    publisher.binding(binding);
  }

  @Override
  public void answered(Binding binding, String result, long nanos) {}
}
