package dev.basalt.webhook.tls;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret that replicas share. A step is written only over what it was taken from; whoever comes
 * second reads the other's.
 */
public final class MaterialSecret {
  private static final Logger LOG = LoggerFactory.getLogger("webhook");
  private static final String BUNDLE = "ca.crt";
  private static final String AUTHORITY_KEY = "ca.key";
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final int ATTEMPTS = 5;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  public MaterialSecret(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * Takes the next step of a rotation, if there is one.
   *
   * @return what holds now
   * @throws KubernetesClientException if the Secret cannot be read or written
   */
  public Material advance(Rotation rotation, List<String> names, Instant now) {
    for (int attempt = 1; ; attempt++) {
      Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
      Material present = secret == null ? null : material(secret);
      Material next = rotation.next(present, names, now);
      if (next.equals(present)) {
        return next;
      }
      try {
        write(secret, next);
        LOG.info(
            "certificate of the webhook: serial {} until {}, {} in the bundle",
            next.server().certificate().getSerialNumber().toString(16),
            next.server().certificate().getNotAfter().toInstant(),
            1 + next.former().size());
        return next;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void write(@Nullable Secret present, Material next) {
    Map<String, String> texts =
        Map.of(
            BUNDLE, next.bundle(),
            AUTHORITY_KEY, next.authority().keyPem(),
            CERTIFICATE, next.server().certificatePem(),
            KEY, next.server().keyPem());
    if (present == null) {
      Secret secret =
          new SecretBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName(name)
              .endMetadata()
              .withType("kubernetes.io/tls")
              .withStringData(texts)
              .build();
      client.resource(secret).create();
      return;
    }
    // Carries the resourceVersion that was read: a conflict tells that another was faster.
    Secret changed = new SecretBuilder(present).withData(null).withStringData(texts).build();
    client.resource(changed).update();
  }

  private @Nullable Material material(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    try {
      return Material.parse(
          text(data, BUNDLE), text(data, AUTHORITY_KEY), text(data, CERTIFICATE), text(data, KEY));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      LOG.warn(
          "Secret {}/{} holds no certificates that can be used, and is written anew: {}",
          namespace,
          name,
          e.getMessage());
      return null;
    }
  }

  private static String text(Map<String, String> data, String key) {
    String encoded = data.get(key);
    if (encoded == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
  }
}
