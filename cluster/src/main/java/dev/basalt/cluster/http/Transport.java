package dev.basalt.cluster.http;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * Fabric8's Vert.x transport with the TLS of BoringSSL where its library is there for the platform,
 * and the JDK's elsewhere. Bindings are many small messages: with the JDK's TLS, a third of the
 * client's processor time goes into it. Certificates are judged by the same trust managers.
 */
final class Transport extends VertxHttpClientFactory {
  private final Config config;

  Transport(Config config) {
    this.config = config;
  }

  @Override
  protected void additionalConfig(WebClientOptions options) {
    if (options.isSsl() && OpenSSLEngineOptions.isAvailable()) {
      options.setSslEngineOptions(new NativeTls(context()));
    }
  }

  private SslContext context() {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.OPENSSL)
              .protocols("TLSv1.3", "TLSv1.2");
      TrustManager[] trust = SSLUtils.trustManagers(config);
      if (trust != null && trust.length > 0) {
        builder.trustManager(trust[0]);
      }
      KeyManager[] keys = SSLUtils.keyManagers(config);
      if (keys != null && keys.length > 0) {
        builder.keyManager(keys[0]);
      }
      return builder.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new KubernetesClientException(
          "the certificates for " + config.getMasterUrl() + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  /** Hands Vert.x a context that is made already. */
  private static final class NativeTls extends OpenSSLEngineOptions {
    private final SslContext context;

    NativeTls(SslContext context) {
      this.context = context;
    }

    @Override
    public OpenSSLEngineOptions copy() {
      return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
      return () -> context;
    }
  }
}
