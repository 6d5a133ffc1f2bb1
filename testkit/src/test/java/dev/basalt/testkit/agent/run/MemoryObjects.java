package dev.basalt.testkit.agent.run;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** ConfigMaps and Secrets without a cluster. */
final class MemoryObjects implements ObjectSource {
  private final Map<String, Map<String, String>> configMaps = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> secrets = new HashMap<>();

  MemoryObjects configMap(String name, Map<String, String> data) {
    configMaps.put(name, data);
    return this;
  }

  /**
   * @param data in Base64
   */
  MemoryObjects secret(String name, Map<String, String> data) {
    secrets.put(name, data);
    return this;
  }

  @Override
  public @Nullable ConfigMap configMap(String namespace, String name) {
    Map<String, String> data = configMaps.get(name);
    return data == null ? null : new ConfigMapBuilder().withData(data).build();
  }

  @Override
  public @Nullable Secret secret(String namespace, String name) {
    Map<String, String> data = secrets.get(name);
    return data == null ? null : new SecretBuilder().withData(data).build();
  }

  @Override
  public String token(String namespace, String account, List<String> audiences, long seconds) {
    return "token-of-" + account;
  }

  @Override
  public Map<String, String> serverVariables() {
    return Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1");
  }
}
