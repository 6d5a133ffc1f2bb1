package dev.basalt.jobctl.python;

import dev.basalt.jobctl.manifest.JsonText;
import dev.basalt.jobctl.manifest.Manifest;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestFile;
import dev.basalt.jobctl.request.RequestReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of which some are right, most have something wrong, and some a great deal. */
final class RandomRequests {
  private static final String CHOICES =
      """
      name: [a, abc-1, A, -a, 3, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]
      namespace: [alice, a.b, "", A]
      image: ["python:3.12", "a/b/C_d.e@sha256:00", "registry:5000/team/-x-:1", ___, x/yyyyyyyyyyyyyyyyyyyyyyyyyyyyy-z, ghcr.io/ÄÖ, ""]
      command: [./x, [run, a b, 3, 1.5, true], "  ", [], [x, null], [python, -u, /a/My_Fit.2.py], "cd /a; exec 'python3' b.R $$ $(X)", [bash, -ec, "-x $$$(Y)"], [sh, -c, "(load)"], [Rscript, -x/a.py], [/, a.py], ["$$", ./ü.py, "ü"], [PYTHON3, x.PY, X=y.sh, ./y.sh]]
      args: [[a, 1], [], [z.jar, "$$", "$(A"]]
      env: [{A: 1, B: x, C: 0.1, D: true}, {A: "$$ $(B) $"}, {JOBCTL_X: 1}, {E: 1e300}, {F: 12345678.9, G: 1e15, H: 123456789012.25, I: 0.00012}, {J: null}, {"1a": x, "b c": y}, {a.b-c_: z}]
      workdir: [/w]
      cpu: [1, 2.5, 0.001, 0.0001, 500m, "2", "0.5", 1Gi, 0, -1, "0.0", 2.0, 1e20]
      memory: [1Gi, 512Mi, 4gb, 4, 1.5Gi, 0Mi, 500m, 12 MB, x, 3MiB]
      gpu: [0, 1, 8, 1001, -1, 0.5]
      resources: [{x/y: 1}, {x/y: 2Gi}, {cpu: 1}, {x/y: 1.5}, {z: many}, {nvidia.com/gpu: 1}]
      queue: [q, "", a.b-c, "a..b", Q, "-a"]
      priority: [p, 1.0, p_]
      zone: [z, 3]
      scheduler: [volcano]
      shards: [1, 2, 10, 1000, 100000, 100001, 0]
      days: [[2024-01-05, 2024-01-02], [2024-01-05, 2024-01-05], {from: 2024-01-29, to: 2024-03-02, step: 2, perShard: 3, reverse: true}, {from: 2024-01-06, to: 2024-01-07},
        {from: 2024-02-27, to: 2024-03-01, calendar: all, holidays: [2024-02-29]}, {from: 2024-02-30}, {to: 2024-01-01, from: 2024-01-02, calendar: ALL, bogus: 1}, {holidays: no-file, from: 1, to: x}, {dates: [], step: 0}, x]
      only: ["0", 1-3, "0,2,5-7", 3-1, a, [3, 1], [0], "1,,2", 5, [1, 2-3], [-1]]
      gang: [true, false]
      minSuccess: [1, 2, 5, 100]
      retries: [0, 1, 5, 1000, 1001]
      failFast: [true, false]
      policies: [[], [{action: RestartJob, event: PodEvicted}], [{action: AbortJob, events: [PodFailed, Unknown]}, {action: Nope, exitCode: 3}], [{event: "*", action: TerminateJob, timeout: 1h}], [x, {more: 1}], [{action: 3, events: [4]}]]
      plugins: [{svc: []}, {oom: [--x]}, {env: [a]}, {ssh: null}, {svc: x}]
      oom: [true, false, {ratio: 1.5}, {ratio: 2, max: 64Gi, retries: 3}, {ratio: 1}, {max: x}, {retries: 0}, {bogus: 1}]
      timeout: [90s, 0s, 999999d, 2h30m, 60, 0, -5, x, 1d1h1m1s, 1.5, 1000000000000]
      estimate: [90m, 1]
      ttl: [never, 24856d, 7d, 0, x]
      mounts: [{/a: "pvc:x", /b: "secret:y", /c: "config:z"}, {a: "pvc:x"}, {/a: x}, {"/a:b": "pvc:x"}, {/a: "pvc:"}, {/a: "pvc:X"}, {/a: "config:a:b"}]
      serviceAccount: [s, "s t"]
      nodeSelector: [{a: b, n: 1}, {"x/y/z": 1}, {"/a": b}, {A_/b: "-"}, {a.b/C_: ""}]
      tolerations: [[{key: a, operator: Exists}], [x], [{tolerationSeconds: 1e20, x: 0.1}]]
      imagePullPolicy: [Always, always]
      imagePullSecrets: [[a, 1], [A]]
      labels: [{team: a}, {team: "a b"}, {"": a}, {a-: "x-"}, {a: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}, {b: 1, a: 2.5}, {app.kubernetes.io/managed-by: me}]
      annotations: [{"x y": z}, {x/y: z, basalt.dev/zone: q}, {basalt.dev/function: m.f.<locals>.G_h}, {basalt.dev/function: "ü"}]
      key: [k, 3, 2.5]
      bogus: [1]
      """;

  private RandomRequests() {}

  /** Lines of JSON, each with a request and what Java makes of it. */
  static List<String> judged(int count, long seed) throws InvalidRequestException {
    Map<String, Object> choices = RequestFile.parse("choices", CHOICES);
    List<Object> all =
        choices.values().stream().<Object>flatMap(list -> ((List<?>) list).stream()).toList();
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean wild = random.nextInt(3) == 0;
      Map<String, Object> fields = new LinkedHashMap<>();
      choices.forEach((field, values) -> {
        int draw = random.nextInt(100);
        if (draw < (field.equals("image") || field.equals("command") ? 90 : 8)) {
          fields.put(field, chosen((List<?>) values, random));
        } else if (wild && draw > 97) {
          fields.put(field, chosen(all, random));
        }
      });
      lines.add(judged(JsonText.of(fields)));
    }
    return lines;
  }

  /** Most often the first, so that some requests are right. */
  private static Object chosen(List<?> values, Random random) {
    Object value = values.get(random.nextBoolean() ? 0 : random.nextInt(values.size()));
    return value == null ? "" : value;
  }

  private static String judged(String request) throws InvalidRequestException {
    Map<String, Object> line = new LinkedHashMap<>();
    Map<String, Object> fields = RequestFile.parse("request", request);
    line.put("request", fields);
    try {
      line.put("job", Manifest.of(RequestReader.read(fields, Path.of(""))));
    } catch (InvalidRequestException e) {
      line.put("errors", e.problems());
    }
    return JsonText.of(line);
  }
}
