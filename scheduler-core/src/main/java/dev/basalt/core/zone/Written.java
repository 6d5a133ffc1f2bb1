package dev.basalt.core.zone;

/** What came of a write that names the version it replaces. */
public enum Written {
  DONE,
  /** Somebody else wrote first; nothing was written. */
  CONFLICT,
  /** No answer, or one that says nothing: it may have taken effect, or still may. */
  UNKNOWN
}
