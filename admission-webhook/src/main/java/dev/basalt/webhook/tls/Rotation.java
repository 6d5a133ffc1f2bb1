package dev.basalt.webhook.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When certificates change. Everything follows from the certificates and the time, so that any
 * replica can take the next step after any other:
 *
 * <ol>
 *   <li>At two thirds of its life an authority gets a successor. Both are in the bundle; the old
 *       one's certificate is still served.
 *   <li>After the overlap, in which every API server has learned the new bundle, the successor
 *       signs what is served.
 *   <li>After another overlap, in which every replica has taken the new certificate, the old
 *       authority leaves the bundle.
 * </ol>
 *
 * <p>The served certificate itself is replaced at two thirds of its life, or when the names change.
 *
 * @param serverLife of what is served
 * @param authorityLife of an authority; several times {@code serverLife}
 * @param overlap how long a step takes to reach everybody; a small part of {@code serverLife}
 */
public record Rotation(Duration serverLife, Duration authorityLife, Duration overlap) {
  private static final Issuer ISSUER = new Issuer();

  public Rotation {
    if (overlap.multipliedBy(6).compareTo(serverLife) > 0
        || serverLife.multipliedBy(2).compareTo(authorityLife) > 0) {
      throw new IllegalArgumentException(
          "certificates need a life of 6 overlaps at least, authorities of 2 certificates");
    }
  }

  /** Lives that follow from that of what is served. */
  public static Rotation of(Duration serverLife) {
    Duration tenth = serverLife.dividedBy(10);
    Duration most = Duration.ofMinutes(10);
    return new Rotation(
        serverLife, serverLife.multipliedBy(20), tenth.compareTo(most) < 0 ? tenth : most);
  }

  /**
   * The next step.
   *
   * @param present what there is; null for nothing that can be used
   * @param names what is served is valid for these
   * @return the very same if nothing is to be done
   */
  public Material next(@Nullable Material present, List<String> names, Instant now) {
    if (present == null || expired(present.authority().certificate(), now)) {
      Identity authority = ISSUER.authority(now, authorityLife);
      return new Material(authority, List.of(), ISSUER.server(authority, names, now, serverLife));
    }
    if (expired(present.server().certificate(), now)) {
      // Nobody was there to take the steps in time: whatever trusts the bundle trusts this.
      Identity server = ISSUER.server(present.authority(), names, now, serverLife);
      return new Material(present.authority(), present.former(), server);
    }
    Duration age = age(present.authority().certificate(), authorityLife, now);
    if (age.compareTo(authorityLife.multipliedBy(2).dividedBy(3)) >= 0) {
      return succeeded(present, now);
    }
    boolean settled = present.former().isEmpty() || age.compareTo(overlap) >= 0;
    if (settled && (!present.signedByNewest() || due(present.server().certificate(), names, now))) {
      Identity server = ISSUER.server(present.authority(), names, now, serverLife);
      return new Material(present.authority(), present.former(), server);
    }
    boolean everywhere = present.signedByNewest() && age.compareTo(overlap.multipliedBy(2)) >= 0;
    if (everywhere && !present.former().isEmpty()) {
      return new Material(present.authority(), List.of(), present.server());
    }
    return present;
  }

  private Material succeeded(Material present, Instant now) {
    List<X509Certificate> former = new ArrayList<>();
    former.add(present.authority().certificate());
    former.addAll(present.former());
    return new Material(ISSUER.authority(now, authorityLife), former, present.server());
  }

  private boolean due(X509Certificate server, List<String> names, Instant now) {
    return age(server, serverLife, now).compareTo(serverLife.multipliedBy(2).dividedBy(3)) >= 0
        || !validFor(server).containsAll(normal(names));
  }

  /** How long ago something was made; its end says so, as its beginning is dated back. */
  private static Duration age(X509Certificate certificate, Duration life, Instant now) {
    return Duration.between(certificate.getNotAfter().toInstant().minus(life), now);
  }

  private static boolean expired(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotAfter().toInstant());
  }

  private static Set<String> validFor(X509Certificate certificate) {
    Set<String> names = new HashSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(normal(String.valueOf(name.get(1)))));
      }
    } catch (CertificateParsingException e) {
      return Set.of();
    }
    return names;
  }

  private static Set<String> normal(List<String> names) {
    Set<String> all = new HashSet<>();
    names.forEach(name -> all.add(normal(name)));
    return all;
  }

  /** An IP address has several spellings. */
  private static String normal(String name) {
    byte @Nullable [] address = Issuer.address(name);
    try {
      return address == null ? name : InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      return name;
    }
  }
}
