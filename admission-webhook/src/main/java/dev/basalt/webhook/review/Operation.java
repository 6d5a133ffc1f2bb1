package dev.basalt.webhook.review;

/** What is to become of an object. */
public enum Operation {
  CREATE,
  UPDATE,
  DELETE,
  CONNECT
}
