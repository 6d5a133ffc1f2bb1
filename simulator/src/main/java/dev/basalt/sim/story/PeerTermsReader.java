package dev.basalt.sim.story;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Preference;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.SpreadConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what pods say about other pods: near to which, apart from which, spread over what. */
final class PeerTermsReader {
  private final Section pod;
  private final String namespace;
  private final Map<String, String> labels;

  /**
   * Reads for one pod.
   *
   * @param labels the pod's own: terms mean pods that have the same, unless they name others
   */
  PeerTermsReader(Section pod, String namespace, Map<String, String> labels) {
    this.pod = pod;
    this.namespace = namespace;
    this.labels = labels;
  }

  PodAffinity affinity() throws StoryFormatException {
    List<Term> near = new ArrayList<>();
    List<Preference> ratherNear = new ArrayList<>();
    List<Term> apart = new ArrayList<>();
    List<Preference> ratherApart = new ArrayList<>();
    terms("near", near, ratherNear);
    terms("apart", apart, ratherApart);
    PodAffinity affinity = new PodAffinity(near, ratherNear, apart, ratherApart);
    return affinity.equals(PodAffinity.NONE) ? PodAffinity.NONE : affinity;
  }

  List<SpreadConstraint> spread() throws StoryFormatException {
    List<SpreadConstraint> constraints = new ArrayList<>();
    for (Section section : pod.sections("spread")) {
      constraints.add(
          new SpreadConstraint(
              section.whole("maxSkew", 1, 1),
              section.text("key"),
              !section.flag("prefer", false),
              PodSelector.in(namespace, selector(section)),
              section.whole("minDomains", 1, 1),
              section.flag("honoursAffinity", true),
              section.flag("honoursTaints", false)));
      section.finish();
    }
    return constraints;
  }

  private void terms(String field, List<Term> required, List<Preference> preferred)
      throws StoryFormatException {
    for (Section section : pod.sections(field)) {
      List<String> namespaces = section.list("namespaces");
      LabelSelector others =
          section.has("namespaceLabels")
              ? LabelSelector.of(section.texts("namespaceLabels"))
              : LabelSelector.NOTHING;
      boolean nowhereNamed = namespaces.isEmpty() && !section.has("namespaceLabels");
      PodSelector pods =
          new PodSelector(
              selector(section), nowhereNamed ? List.of(namespace) : namespaces, others);
      Term term = new Term(pods, section.text("key"));
      if (section.has("weight")) {
        preferred.add(new Preference(section.whole("weight", 1), term));
      } else {
        required.add(term);
      }
      section.finish();
    }
  }

  private LabelSelector selector(Section section) throws StoryFormatException {
    return LabelSelector.of(section.has("labels") ? section.texts("labels") : labels);
  }
}
