package dev.basalt.core.event;

/**
 * What is known beforehand of how long a pod runs. The same for all pods of a template.
 *
 * @param statedMillis how long its user says that it runs, 0 if nothing is said
 * @param limitMillis when it is ended in any case ({@code activeDeadlineSeconds}), 0 for never
 * @param template what it was made from: pods of one template run about as long; empty if not known
 */
public record RunTime(long statedMillis, long limitMillis, String template) {
  /** Nothing is known. */
  public static final RunTime UNKNOWN = new RunTime(0, 0, "");
}
