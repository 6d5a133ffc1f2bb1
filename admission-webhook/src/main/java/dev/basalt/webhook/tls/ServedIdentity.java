package dev.basalt.webhook.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What is served, exchangeable while connections come and go: a handshake takes what is there when
 * it begins, and connections that are open stay.
 */
public final class ServedIdentity extends X509ExtendedKeyManager {
  private volatile Identity current;
  private final ConcurrentHashMap<String, Identity> byAlias = new ConcurrentHashMap<>();

  public ServedIdentity(Identity first) {
    current = first;
    replace(first);
  }

  /** From now on, this is served. */
  public void replace(Identity next) {
    byAlias.put(alias(next), next);
    Identity former = current;
    current = next;
    // A handshake that has begun asks for its key by the alias that it was given.
    byAlias.keySet().removeIf(alias -> !alias.equals(alias(next)) && !alias.equals(alias(former)));
  }

  /** A context whose servers serve this, to whomever. */
  public SSLContext context() {
    return context(null);
  }

  /**
   * A context whose servers serve this.
   *
   * @param callers authorities of the certificates that callers may show, PEM; null for no such
   * @throws IllegalArgumentException if they cannot be read
   */
  public SSLContext context(@Nullable String callers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, callers == null ? null : trusting(callers), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private static TrustManager[] trusting(String authorities) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
      for (X509Certificate authority : Identity.certificates(authorities)) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
    } catch (CertificateException | IOException e) {
      throw new IllegalArgumentException("no certificates of authorities: " + e.getMessage(), e);
    }
    if (store.size() == 0) {
      throw new IllegalArgumentException("no certificates of authorities");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static String alias(Identity identity) {
    return identity.certificate().getSerialNumber().toString(16);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return keyType.startsWith("EC") ? alias(current) : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return keyType.startsWith("EC") ? alias(current) : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity identity = byAlias.get(alias);
    return identity == null ? null : identity.chain();
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity identity = byAlias.get(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {alias(current)};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
