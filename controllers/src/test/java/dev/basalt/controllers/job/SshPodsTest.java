package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.basalt.api.batch.Job;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugins;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plugin ssh puts into pods, and into the Secret that they mount. */
class SshPodsTest {
  /** SEQUENCE of version 0, the algorithm rsaEncryption, and an OCTET STRING that follows. */
  private static final byte[] PKCS8_HEAD =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static Job job(String flags) {
    return Jobs.of(
        """
        plugins: {ssh: [%s]}
        tasks:
        - name: main
          replicas: 2
          template: {spec: {initContainers: [{name: i}], containers: [{name: a}]}}
        - name: named
          replicas: 1
          template: {spec: {hostname: front, subdomain: sub, containers: [{name: a}]}}
        """
            .formatted(flags));
  }

  private static Map<String, String> secret(String flags) {
    JobContext job = Jobs.context(job(flags));
    var plugin = Objects.requireNonNull(JobPlugins.of(job.plugins()).get("ssh"));
    return ((Secret) plugin.companions(job).objects().getFirst()).getStringData();
  }

  /** The root of such a volume may be written by everybody, and sshd refuses keys there. */
  @ParameterizedTest
  @CsvSource({"'', /root/.ssh, 384", "--ssh-key-file-path=/home/u/.ssh, /home/u/.ssh, 420"})
  void keysLieInAFolderOfTheVolumeThatIsMountedByItself(String flags, String path, int mode) {
    Pod pod = Jobs.pod(job(flags), "main", 1);

    var volume = pod.getSpec().getVolumes().getFirst().getSecret();
    assertThat(volume.getItems())
        .extracting(KeyToPath::getKey, KeyToPath::getPath)
        .containsExactly(
            tuple("id_rsa", ".ssh/id_rsa"),
            tuple("id_rsa.pub", ".ssh/id_rsa.pub"),
            tuple("authorized_keys", ".ssh/authorized_keys"),
            tuple("config", ".ssh/config"));
    assertThat(volume.getDefaultMode()).isEqualTo(mode);
    List<Container> containers =
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .toList();
    assertThat(containers)
        .hasSize(2)
        .allSatisfy(container ->
            assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath, VolumeMount::getSubPath)
                .containsExactly(tuple(path, ".ssh")));
  }

  @Test
  void everyHostHasItsPort() {
    assertThat(secret("").get("config"))
        .isEqualTo(
            """
            StrictHostKeyChecking no
            UserKnownHostsFile /dev/null
            Host sweep-main-0
              HostName sweep-main-0.sweep
              Port 22
            Host sweep-main-1
              HostName sweep-main-1.sweep
              Port 22
            Host front
              HostName front.sub
              Port 22
            """);
  }

  /** MPI calls its hosts by the names that no Host stands for. */
  @Test
  void anotherPortHoldsForFullNamesToo() {
    assertThat(secret("--ssh-port=2222").get("config"))
        .contains("UserKnownHostsFile /dev/null\nPort 2222\nHost sweep-main-0\n")
        .contains("  HostName sweep-main-1.sweep\n  Port 2222\n");
  }

  @Test
  void theKeysAreAPairInTheFormatsThatEveryProgramReads() throws Exception {
    Map<String, String> secret = secret("");
    String pem = String.valueOf(secret.get("id_rsa"));
    assertThat(pem)
        .startsWith("-----BEGIN RSA PRIVATE KEY-----\n")
        .endsWith("\n-----END RSA PRIVATE KEY-----\n");
    assertThat(pem.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(64));
    byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));

    RSAPrivateCrtKey read =
        (RSAPrivateCrtKey)
            KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(key)));

    assertThat(read.getModulus().bitLength()).isEqualTo(2048);
    String line = String.valueOf(secret.get("id_rsa.pub"));
    assertThat(line).startsWith("ssh-rsa ").isEqualTo(secret.get("authorized_keys"));
    ByteBuffer parts =
        ByteBuffer.wrap(Base64.getDecoder().decode(line.strip().substring("ssh-rsa ".length())));
    assertThat(new String(part(parts), StandardCharsets.US_ASCII)).isEqualTo("ssh-rsa");
    assertThat(new BigInteger(part(parts))).isEqualTo(read.getPublicExponent());
    assertThat(new BigInteger(part(parts))).isEqualTo(read.getModulus());
  }

  private static byte[] part(ByteBuffer parts) {
    byte[] part = new byte[parts.getInt()];
    parts.get(part);
    return part;
  }

  private static byte[] pkcs8(byte[] pkcs1) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(PKCS8_HEAD);
    inner.writeBytes(long16(0x04, pkcs1));
    return long16(0x30, inner.toByteArray());
  }

  private static byte[] long16(int tag, byte[] bytes) {
    return ByteBuffer.allocate(bytes.length + 4)
        .put((byte) tag)
        .put((byte) 0x82)
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }
}
