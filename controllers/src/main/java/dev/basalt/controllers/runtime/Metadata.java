package dev.basalt.controllers.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads metadata. */
public final class Metadata {
  private Metadata() {}

  public static String annotation(HasMetadata object, String key) {
    return value(object.getMetadata().getAnnotations(), key);
  }

  public static String label(HasMetadata object, String key) {
    return value(object.getMetadata().getLabels(), key);
  }

  /** A value, empty if there is none. */
  public static String value(@Nullable Map<String, String> map, String key) {
    String value = map == null ? null : map.get(key);
    return value == null ? "" : value;
  }

  /** The owner that controls an object, if it is a job of Volcano's kind; else null. */
  public static @Nullable OwnerReference job(HasMetadata object) {
    if (object.getMetadata().getOwnerReferences() == null) {
      return null;
    }
    for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController()) && isJob(owner)) {
        return owner;
      }
    }
    return null;
  }

  /** Whether a reference is to a job of Volcano's kind. */
  public static boolean isJob(OwnerReference reference) {
    return "Job".equals(reference.getKind())
        && reference.getApiVersion() != null
        && reference.getApiVersion().startsWith("batch.volcano.sh/");
  }

  /** A reference to a job that controls what it is put on. */
  public static OwnerReference owner(HasMetadata job) {
    return new OwnerReferenceBuilder()
        .withApiVersion("batch.volcano.sh/v1alpha1")
        .withKind("Job")
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** A number from a text, -1 if it is none. */
  public static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** A long number from a text, -1 if it is none. */
  public static long longNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** A time stamp in milliseconds since 1970, 0 if absent or unreadable. */
  public static long millis(@Nullable String timestamp) {
    if (timestamp == null) {
      return 0;
    }
    try {
      return Instant.parse(timestamp).toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
