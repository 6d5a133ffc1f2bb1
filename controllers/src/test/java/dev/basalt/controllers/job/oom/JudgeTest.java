package dev.basalt.controllers.job.oom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.controllers.job.oom.PodMemory.Kind;
import dev.basalt.controllers.job.oom.PodMemory.Part;
import dev.basalt.controllers.job.oom.Verdict.Bound;
import dev.basalt.properties.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final OomPolicy POLICY = new OomPolicy(2, Long.MAX_VALUE, 5, true);

  private static Verdict judge(OomPolicy policy, Room room, Growth known, OomKill kill) {
    return new Judge(policy, room).judge(known, kill);
  }

  private static Verdict judge(OomKill kill) {
    return judge(POLICY, Room.UNBOUNDED, Growth.NONE, kill);
  }

  private static PodMemory pod(Part... parts) {
    return new PodMemory(List.of(parts), Memory.NONE, 0);
  }

  private static Part main(String name, long mebi) {
    return new Part(name, Kind.MAIN, Mebi.of(mebi));
  }

  private static OomKill killed(PodMemory pod, int times, String... containers) {
    return new OomKill(List.of(containers), pod, times);
  }

  private static Growth grown(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Grown.class);
    return ((Verdict.Grown) verdict).growth();
  }

  @Test
  void onlyTheContainerThatWasKilledGrows() {
    PodMemory pod = pod(main("main", 64), main("log", 32));
    assertThat(grown(judge(killed(pod, 0, "main")))).isEqualTo(Mebi.growth(1, 128));
    assertThat(grown(judge(killed(pod, 2, "main", "log"))))
        .isEqualTo(Growth.of(3, Map.of("main", Mebi.of(128), "log", Mebi.of(64))));
  }

  @Test
  void aKillThatIsLookedAtAgainIsNoSecondGrowth() {
    PodMemory pod = pod(main("main", 64), main("log", 32));
    Growth first = grown(judge(killed(pod, 0, "main")));
    assertThat(judge(POLICY, Room.UNBOUNDED, first, killed(pod, 0, "main")))
        .isEqualTo(new Verdict.Known());

    // Another container of the same pod is killed before the pod is gone.
    Growth both = grown(judge(POLICY, Room.UNBOUNDED, first, killed(pod, 0, "main", "log")));
    assertThat(both).isEqualTo(Growth.of(1, Map.of("main", Mebi.of(128), "log", Mebi.of(64))));
    // And a container that was not enlarged is killed in the next pod.
    PodMemory next = pod(main("main", 128), main("log", 32));
    Growth second = grown(judge(POLICY, Room.UNBOUNDED, first, killed(next, 1, "log")));
    assertThat(second).isEqualTo(Growth.of(2, Map.of("main", Mebi.of(128), "log", Mebi.of(64))));
  }

  @Test
  void whatAllPodsOfTheTaskGetIsEnoughForOneThatHadLess() {
    assertThat(
            judge(
                POLICY,
                Room.UNBOUNDED,
                Mebi.growth(1, 128),
                killed(pod(main("main", 100)), 0, "main")))
        .isEqualTo(new Verdict.Known());
    assertThat(
            grown(
                judge(
                    POLICY,
                    Room.UNBOUNDED,
                    Mebi.growth(1, 128),
                    killed(pod(main("main", 128)), 1, "main"))))
        .isEqualTo(Mebi.growth(2, 256));
  }

  /** Amounts in MiB; the pod has a container of 64 and 32 beside it. */
  @ParameterizedTest
  @CsvSource({
    "1000, 1000, 1000, 128, ",
    "100, 1000, 1000, 100, ",
    "64, 1000, 1000, , max-memory",
    "60, 1000, 1000, , max-memory",
    "1000, 120, 1000, 88, ",
    "1000, 96, 1000, , largest-node",
    "1000, 1000, 120, 88, ",
    "1000, 1000, 96, , queue-capability",
    "64, 96, 96, , max-memory",
  })
  void growthEndsAtTheLowestBound(
      long maxMemory, long node, long queue, Long grown, String refused) {
    Verdict verdict =
        judge(
            new OomPolicy(2, Mebi.bytes(maxMemory), 5, true),
            new Room(Mebi.bytes(node), Mebi.bytes(queue), "research"),
            Growth.NONE,
            killed(pod(main("main", 64), main("log", 32)), 0, "main"));
    if (grown != null) {
      assertThat(grown(verdict)).isEqualTo(Mebi.growth(1, grown));
    } else {
      assertThat(((Verdict.Refused) verdict).bound().text()).isEqualTo(refused);
    }
  }

  @Test
  void aRefusalNamesContainerAmountAndBound() {
    PodMemory pod = pod(main("main", 64), main("log", 32));
    assertThat(
            judge(
                new OomPolicy(2, Mebi.bytes(64), 5, true),
                Room.UNBOUNDED,
                Growth.NONE,
                killed(pod, 0, "main")))
        .isEqualTo(
            new Verdict.Refused(
                Bound.MAX_MEMORY,
                "container main was killed at 64Mi for want of memory and gets no more: --max-memory is 64Mi"));
    assertThat(
            judge(
                POLICY,
                new Room(Mebi.bytes(96), Long.MAX_VALUE, ""),
                Growth.NONE,
                killed(pod, 0, "main")))
        .isEqualTo(
            new Verdict.Refused(
                Bound.LARGEST_NODE,
                "container main was killed at 64Mi for want of memory and gets no more: the largest"
                    + " node that it may run on has 96Mi, of which what runs beside it takes 32Mi"));
    assertThat(
            judge(
                POLICY,
                new Room(Long.MAX_VALUE, Mebi.bytes(64), "q"),
                Growth.NONE,
                killed(pod(main("main", 64)), 0, "main")))
        .isEqualTo(
            new Verdict.Refused(
                Bound.QUEUE_CAPABILITY,
                "container main was killed at 64Mi for want of memory and gets no more: queue q may hold 64Mi"));
    assertThat(judge(POLICY, Room.UNBOUNDED, Growth.NONE, killed(pod, 5, "main")))
        .isEqualTo(
            new Verdict.Refused(
                Bound.MAX_RETRIES,
                "container main was killed at 64Mi for want of memory and gets no more: it has"
                    + " grown 5 times, --max-retries is 5"));
    assertThat(judge(killed(pod(new Part("main", Kind.MAIN, Memory.NONE)), 0, "main")))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.bound()).isEqualTo(Bound.NOTHING_ASKED_FOR));
  }

  @Test
  void ofSeveralThatWereKilledAllMustGrow() {
    PodMemory pod = pod(main("main", 64), main("log", 32));
    assertThat(
            judge(
                new OomPolicy(2, Mebi.bytes(64), 5, true),
                Room.UNBOUNDED,
                Growth.NONE,
                killed(pod, 0, "log", "main")))
        .isInstanceOf(Verdict.Refused.class);
    // 16 MiB are left: the first takes them.
    assertThat(
            judge(
                POLICY,
                new Room(Mebi.bytes(112), Long.MAX_VALUE, ""),
                Growth.NONE,
                killed(pod, 0, "main", "log")))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void aContainerThatSomebodyElseAddsToPodsIsNotEnlargedForEver() {
    OomKill injected = killed(pod(main("proxy", 64)), 0, "proxy");
    Growth known = Growth.NONE;
    int looks = 0;
    while (judge(POLICY, Room.UNBOUNDED, known, injected) instanceof Verdict.Grown more) {
      known = more.growth();
      assertThat(judge(POLICY, Room.UNBOUNDED, known, injected)).isEqualTo(new Verdict.Known());
      // The next pod is made with what is known, but has the same container again.
      injected = killed(pod(main("proxy", 64)), known.times(), "proxy");
      assertThat(++looks).isLessThanOrEqualTo(5);
    }
    assertThat(judge(POLICY, Room.UNBOUNDED, known, injected))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.bound()).isEqualTo(Bound.MAX_RETRIES));
  }

  @Test
  void anInitContainerHasThePodForItselfButForSidecarsBeforeIt() {
    PodMemory pod =
        new PodMemory(
            List.of(
                new Part("first", Kind.SIDECAR, Mebi.of(10)),
                new Part("fetch", Kind.INIT, Mebi.of(64)),
                new Part("later", Kind.SIDECAR, Mebi.of(20)),
                main("main", 50)),
            Memory.NONE,
            Mebi.bytes(1));
    assertThat(pod.beside("fetch")).isEqualTo(Mebi.bytes(11));
    assertThat(pod.beside("main")).isEqualTo(Mebi.bytes(31));
    assertThat(pod.beside("later")).isEqualTo(Mebi.bytes(61));
    Room room = new Room(Mebi.bytes(100), Long.MAX_VALUE, "");
    assertThat(grown(judge(POLICY, room, Growth.NONE, killed(pod, 0, "fetch"))).of("fetch"))
        .isEqualTo(Mebi.of(89));
  }

  @Test
  void aPodWithMemoryAsAWholeGrowsAsAWhole() {
    PodMemory pod =
        new PodMemory(
            List.of(new Part("main", Kind.MAIN, Memory.NONE), main("log", 32)), Mebi.of(100), 0);
    Growth growth = grown(judge(killed(pod, 0, "main")));
    assertThat(growth).isEqualTo(Growth.of(1, Map.of("*", Mebi.of(200))));
    assertThat(judge(POLICY, Room.UNBOUNDED, growth, killed(pod, 0, "main")))
        .isEqualTo(new Verdict.Known());
    assertThat(grown(judge(killed(pod, 0, "log"))))
        .isEqualTo(Growth.of(1, Map.of("*", Mebi.of(200), "log", Mebi.of(64))));
    assertThat(
            judge(
                POLICY,
                new Room(Mebi.bytes(100), Long.MAX_VALUE, ""),
                Growth.NONE,
                killed(pod, 0, "main")))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void aShardGrowsUntilItFitsOrIsRefusedAndFitsItsRoom() {
    Property.named("a shard grows until it fits or is refused")
        .check(source -> {
          Room room =
              new Room(
                  Mebi.bytes(source.between(10, 4_000)),
                  Mebi.bytes(source.between(10, 4_000)),
                  "q");
          OomPolicy policy =
              new OomPolicy(
                  1 + source.between(1, 30) / 10.0,
                  Mebi.bytes(source.between(10, 4_000)),
                  source.between(0, 20),
                  true);
          List<Part> parts = new ArrayList<>();
          for (int i = source.between(1, 4); i > 0; i--) {
            parts.add(
                new Part(
                    "c" + i,
                    source.pick(Kind.values()),
                    Mebi.of(source.between(0, 5), source.between(5, 10))));
          }
          PodMemory pod = new PodMemory(parts, Memory.NONE, 0);
          Growth known = Growth.NONE;
          int times = 0;
          while (true) {
            List<String> dead = new ArrayList<>();
            parts.forEach(part -> {
              if (dead.isEmpty() || source.chance(30)) {
                dead.add(part.name());
              }
            });
            Verdict verdict = judge(policy, room, known, new OomKill(dead, pod, times));
            if (!(verdict instanceof Verdict.Grown more)) {
              assertThat(verdict).isInstanceOf(Verdict.Refused.class);
              return;
            }
            assertThat(more.growth().times()).isEqualTo(++times);
            assertThat(times).isLessThanOrEqualTo(policy.maxRetries());
            for (String name : dead) {
              Memory had = pod.part(name).memory();
              pod = pod.with(name, more.growth().of(name));
              assertThat(pod.part(name).memory().bound()).isGreaterThan(had.bound());
              assertThat(pod.part(name).memory().limit()).isLessThanOrEqualTo(policy.maxMemory());
            }
            for (Part part : pod.parts()) {
              if (dead.contains(part.name())) {
                assertThat(part.memory().request() + pod.beside(part.name()))
                    .isLessThanOrEqualTo(Math.min(room.node(), room.queue()));
              }
            }
            known = more.growth();
          }
        });
  }
}
