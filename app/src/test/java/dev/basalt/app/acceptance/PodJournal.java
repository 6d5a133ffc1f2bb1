package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What became of each pod of a namespace, as told to a client that watches from the start. */
final class PodJournal implements AutoCloseable {
  private static final class Story {
    private final String name;
    private final List<String> nodes = new ArrayList<>();
    private boolean gone;

    Story(String name) {
      this.name = name;
    }
  }

  private final Map<String, Story> stories = new ConcurrentHashMap<>();
  private final PodWatch watch;

  PodJournal(KubernetesClient client, String namespace) {
    this.watch = new PodWatch(client, namespace, this::note, pod -> note(pod).gone = true);
  }

  /** How many pods have been bound so far, those that are gone included. */
  long bound() {
    return stories.values().stream().filter(PodJournal::wasBound).count();
  }

  /** How many pods have gone so far. */
  long gone() {
    return stories.values().stream().filter(story -> story.gone).count();
  }

  /** How many pods there have been so far. */
  int known() {
    return stories.size();
  }

  void awaitBound(int count, Duration deadline) {
    Eventually.within(deadline).becomes("the number of bound pods", this::bound, n -> n >= count);
  }

  /** Every pod there ever was is there still, and has been bound to one node, once. */
  void assertEachBoundOnce(int pods) {
    assertThat(stories).hasSize(pods);
    assertThat(stories.values())
        .allSatisfy(story -> {
          assertThat(story.nodes).as("nodes of pod %s", story.name).hasSize(1);
          assertThat(story.gone).as("pod %s was deleted", story.name).isFalse();
        });
  }

  @Override
  public void close() {
    watch.close();
  }

  private Story note(Pod pod) {
    Story story =
        stories.computeIfAbsent(
            pod.getMetadata().getUid(), uid -> new Story(pod.getMetadata().getName()));
    synchronized (story) {
      String node = pod.getSpec().getNodeName();
      if (node != null && !story.nodes.contains(node)) {
        story.nodes.add(node);
      }
    }
    return story;
  }

  private static boolean wasBound(Story story) {
    synchronized (story) {
      return !story.nodes.isEmpty();
    }
  }
}
