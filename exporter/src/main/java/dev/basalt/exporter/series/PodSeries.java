package dev.basalt.exporter.series;

import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.Party;
import dev.basalt.exporter.view.SeenPod;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The series of pods. They are made by party, and anew only for those that have changed; parties
 * are kept in order, so that nothing much is left to sort.
 */
final class PodSeries {
  private static final Comparator<Party> BY_JOB =
      Comparator.comparing(Party::job).thenComparing(Party::namespace);

  private static final Comparator<SeenPod> BY_LABELS =
      Comparator.comparing(SeenPod::job)
          .thenComparing(pod -> Objects.requireNonNullElse(pod.node(), ""))
          .thenComparing(SeenPod::name);

  private List<Party> order = List.of();
  private long version = -1;

  /** What is published of a pod, and what it was made from besides the pod. */
  private record Line(String queue, String user, InfoDataPointSnapshot point) {}

  private record Lines(List<InfoDataPointSnapshot> points) {}

  /**
   * Adds them; to be called while nothing changes in the view.
   *
   * @return how many there were no room for
   */
  int add(ClusterView view, int limit, Rows rows) {
    if (version != view.partiesVersion()) {
      version = view.partiesVersion();
      order = new ArrayList<>(view.parties());
      order.sort(BY_JOB);
    }
    int total = 0;
    for (Party party : order) {
      int room = limit - rows.size();
      total += party.size();
      if (room > 0) {
        List<InfoDataPointSnapshot> points = lines(party);
        rows.add(points.size() <= room ? points : points.subList(0, room));
      }
    }
    return total - rows.size();
  }

  private static List<InfoDataPointSnapshot> lines(Party party) {
    boolean changed = party.takeChange();
    if (!changed && party.made() instanceof Lines made) {
      return made.points();
    }
    SeenPod[] pods = party.pods();
    Arrays.sort(pods, BY_LABELS);
    InfoDataPointSnapshot[] points = new InfoDataPointSnapshot[pods.length];
    for (int i = 0; i < pods.length; i++) {
      points[i] = line(party, pods[i]).point();
    }
    List<InfoDataPointSnapshot> list = Arrays.asList(points);
    party.made(new Lines(list));
    return list;
  }

  private static Line line(Party party, SeenPod pod) {
    String queue = party.queue();
    String user = party.user();
    if (pod.made() instanceof Line made && made.queue().equals(queue) && made.user().equals(user)) {
      return made;
    }
    Labels labels =
        Family.POD_INFO.labels(
            pod.job(),
            pod.namespace(),
            Objects.requireNonNullElse(pod.node(), ""),
            pod.name(),
            queue,
            pod.task(),
            user);
    Line line = new Line(queue, user, new InfoDataPointSnapshot(labels));
    pod.made(line);
    return line;
  }
}
