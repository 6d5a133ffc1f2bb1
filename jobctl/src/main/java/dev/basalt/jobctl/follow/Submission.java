package dev.basalt.jobctl.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.manifest.JobNames;
import dev.basalt.jobctl.manifest.JsonText;
import dev.basalt.jobctl.manifest.Manifest;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestReader;
import dev.basalt.jobctl.view.JobView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands in jobs, once: the same request finds the job that it made before, whether it is repeated
 * by a person or after a connection that broke.
 *
 * @param job as the API server has it
 * @param existed whether it was there already
 */
public record Submission(JobView job, boolean existed) {
  private static final int TRIES = 4;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * The manifest of a request.
   *
   * @param folder where files that it names are looked for
   * @throws Failure with all that is wrong
   */
  public static Map<String, Object> manifest(Map<String, Object> fields, Path folder) {
    try {
      return Manifest.of(RequestReader.read(fields, folder));
    } catch (InvalidRequestException e) {
      throw new Failure(2, e.getMessage());
    }
  }

  /** What is to be said of a job that was there already. */
  public String existence() {
    String said = "job \"%s\" was submitted before and is %s".formatted(job.name(), job.phase());
    return job.finished() ? said + "; to run it anew: --again" : said;
  }

  /** The namespace that a manifest names; null if it names none. */
  public static @Nullable String namespace(Map<String, Object> manifest) {
    Object metadata = manifest.get("metadata");
    Object namespace = metadata instanceof Map<?, ?> map ? map.get("namespace") : null;
    return namespace == null ? null : namespace.toString();
  }

  /** Puts a namespace into a manifest, after its name. */
  public static Map<String, Object> in(String namespace, Map<String, Object> manifest) {
    Map<String, Object> all = new LinkedHashMap<>(manifest);
    Map<String, Object> metadata = new LinkedHashMap<>();
    ((Map<?, ?>) manifest.getOrDefault("metadata", Map.of()))
        .forEach((key, value) -> {
          metadata.put(String.valueOf(key), value);
          if (key.equals("name")) {
            metadata.put("namespace", namespace);
          }
        });
    metadata.put("namespace", namespace);
    all.put("metadata", metadata);
    return all;
  }

  /**
   * Creates the job of a manifest, or finds it.
   *
   * @throws Failure if another job has its name
   */
  public static Submission create(Api api, String namespace, Map<String, Object> manifest) {
    String json = JsonText.of(in(namespace, manifest));
    for (int attempt = 1; ; attempt++) {
      try {
        return new Submission(new JobView(api.create(Paths.jobs(namespace), json)), false);
      } catch (ApiException e) {
        if (e.status() == 409) {
          return new Submission(existing(api, namespace, json), true);
        }
        if (!e.passing() || attempt == TRIES) {
          throw e;
        }
        pause();
      }
    }
  }

  /**
   * Whether the name of a manifest's job is that of another job.
   *
   * @param again whether the same job is another one too
   */
  public static boolean taken(
      Api api, String namespace, Map<String, Object> manifest, boolean again) {
    JobView mine = new JobView(Api.parse(JsonText.of(manifest)));
    JsonNode there = api.find(Paths.jobs(namespace), mine.name());
    return there != null && (again || !same(mine, new JobView(there)));
  }

  private static boolean same(JobView mine, JobView there) {
    return mine.submission().isEmpty() || mine.submission().equals(there.submission());
  }

  private static JobView existing(Api api, String namespace, String json) {
    JobView mine = new JobView(Api.parse(json));
    JobView there = new JobView(api.get(Paths.jobs(namespace), mine.name()));
    if (same(mine, there)) {
      return there;
    }
    throw new Failure(
        "job \"%s\" exists already and is another one%s; choose another --name, or remove it with: jobctl cancel %s --delete"
            .formatted(
                mine.name(),
                there.submission().isEmpty()
                    ? ", not made by jobctl"
                    : " (its label " + JobNames.SUBMISSION + " differs)",
                mine.name()));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(130, "interrupted");
    }
  }
}
