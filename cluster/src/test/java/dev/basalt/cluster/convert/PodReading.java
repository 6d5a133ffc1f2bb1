package dev.basalt.cluster.convert;

import dev.basalt.core.event.PodSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Reads pods that a test writes down. */
abstract class PodReading {
  final PodReader reader = new PodReader(new Pools());

  final PodSpec read(String annotation, String spec, String status) {
    return reader.read(pod(annotation, spec, status));
  }

  static Pod pod(String annotation, String spec, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: pod
          namespace: space
          uid: uid
          annotations:
            %s
        spec: %s
        status: %s
        """
            .formatted(
                annotation.isEmpty() ? "a: b" : annotation.strip(),
                spec,
                status.isEmpty() ? "{}" : status),
        Pod.class);
  }
}
