package dev.basalt.controllers.group;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.group.GroupPlan.Complaint;
import dev.basalt.core.resource.ResourceList;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What annotations ask of a group: the first pod's that say something, else the owner's.
 *
 * @param minMember at least 1
 * @param minResources null if nothing is asked
 */
record Asked(int minMember, @Nullable ResourceList minResources) {

  static Asked of(Wishes owner, List<MemberPod> pods, List<Complaint> complaints) {
    String members = said(owner, pods, Wishes::minMember);
    String resources = said(owner, pods, Wishes::minResources);
    MemberPod first = pods.getFirst();
    return new Asked(
        members.isEmpty() ? 1 : number(members, first, complaints),
        resources.isEmpty() ? null : amounts(resources, first, complaints));
  }

  private static String said(Wishes owner, List<MemberPod> pods, Function<Wishes, String> what) {
    return pods.stream()
        .map(pod -> what.apply(pod.wishes()))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElseGet(() -> what.apply(owner));
  }

  private static int number(String text, MemberPod pod, List<Complaint> complaints) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the numbers that are too small.
    }
    complaints.add(
        new Complaint(
            pod,
            "InvalidGroup",
            "%s: \"%s\" is not a whole number of at least 1, so 1 is taken; correct or remove it"
                .formatted(VolcanoNames.GROUP_MIN_MEMBER, text)));
    return 1;
  }

  private static @Nullable ResourceList amounts(
      String text, MemberPod pod, List<Complaint> complaints) {
    Map<String, String> texts = new TreeMap<>();
    JsonNode read = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    read.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    Amounts amounts = Amounts.parse(texts);
    String problem = read.isObject() ? amounts.problem() : "it is no JSON object";
    if (problem == null) {
      return amounts.list();
    }
    complaints.add(
        new Complaint(
            pod,
            "InvalidGroup",
            "%s: %s; write one such as {\"cpu\": \"2\"}"
                .formatted(VolcanoNames.GROUP_MIN_RESOURCES, problem)));
    return null;
  }
}
