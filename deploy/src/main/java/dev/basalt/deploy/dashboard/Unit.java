package dev.basalt.deploy.dashboard;

/** What a number is; Grafana writes it accordingly. */
public enum Unit {
  COUNT("short"),
  CORES("suffix: cores"),
  BYTES("bytes"),
  SECONDS("s"),
  /** From 0 to 1, shown in per cent. */
  RATIO("percentunit"),
  PER_MINUTE("suffix:/min"),
  PER_SECOND("suffix:/s"),
  /** Milliseconds since 1970, shown as date and time. */
  DATE("dateTimeAsIso"),
  /** Milliseconds since 1970, shown as the time that it is away. */
  DISTANCE("dateTimeFromNow"),
  /** 0 or 1. */
  FLAG("bool_yes_no");

  private final String id;

  Unit(String id) {
    this.id = id;
  }

  /** Grafana's name for it. */
  public String id() {
    return id;
  }
}
