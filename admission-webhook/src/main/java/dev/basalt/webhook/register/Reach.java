package dev.basalt.webhook.register;

import java.util.List;

/** How the API server reaches the webhook. */
public sealed interface Reach {
  /** What the certificate must be valid for. */
  List<String> names();

  /** A Service in the cluster; its port is 443 where nobody says otherwise. */
  record Service(String namespace, String name, int port) implements Reach {
    @Override
    public List<String> names() {
      String host = name + "." + namespace + ".svc";
      return List.of(host, name + "." + namespace, host + ".cluster.local");
    }
  }

  /** A host outside the cluster: a DNS name or an IP address. */
  record Host(String host) implements Reach {
    @Override
    public List<String> names() {
      return List.of(host);
    }
  }
}
