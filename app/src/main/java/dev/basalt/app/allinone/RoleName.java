package dev.basalt.app.allinone;

/** What a process can be, in the order in which roles start. */
enum RoleName {
  SCHEDULER,
  CONTROLLERS,
  WEBHOOK,
  EXPORTER,
  WATCHDOG
}
