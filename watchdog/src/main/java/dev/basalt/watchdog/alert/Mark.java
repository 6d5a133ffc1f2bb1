package dev.basalt.watchdog.alert;

/** How far a receiver has been told what an alert is now. */
public enum Mark {
  /** It is to be told. */
  OWED,
  /** It is being told; whether it heard is not known. */
  SENDING,
  /** It has been told. */
  TOLD
}
