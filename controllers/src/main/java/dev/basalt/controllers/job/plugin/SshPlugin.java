package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;

/**
 * Lets the job's containers log in to each other by ssh without a password: a key of the job's own
 * in a Secret, mounted where ssh looks for it.
 */
final class SshPlugin implements JobPlugin {
  private static final String HOME = "/root/.ssh";

  /**
   * The folder of the volume that is mounted. The root of a volume of a Secret may be written by
   * everybody, and an ssh server trusts no keys that lie in such a folder.
   */
  private static final String FOLDER = ".ssh";

  private static final List<String> FILES =
      List.of("id_rsa", "id_rsa.pub", "authorized_keys", "config");

  /** What a host takes in the configuration beside its names, with the longest port. */
  private static final int HOST_BYTES = "Host \n  HostName \n  Port 65535\n".length();

  private static final int STANDARD_PORT = 22;
  private static final Flag PATH =
      new Flag("ssh-key-file-path", HOME, "folder that the keys are mounted at");
  private static final Flag PORT =
      new Flag("ssh-port", Integer.toString(STANDARD_PORT), "port of the ssh server");
  private static final Flag PRIVATE =
      new Flag("ssh-private-key", "", "a private key instead of one that is made");
  private static final Flag PUBLIC = new Flag("ssh-public-key", "", "its public key");
  static final List<Flag> FLAGS = List.of(PATH, PORT, PRIVATE, PUBLIC);

  private static final int PRIVATE_MODE = 0600;
  private static final int SHARED_MODE = 0644;

  private final String path;
  private final int port;
  private final String privateKey;
  private final String publicKey;

  SshPlugin(Flags flags) {
    path = flags.text(PATH);
    port = flags.number(PORT);
    privateKey = flags.text(PRIVATE);
    publicKey = flags.text(PUBLIC);
    if (privateKey.isEmpty() != publicKey.isEmpty()) {
      throw new IllegalArgumentException(
          "--ssh-private-key and --ssh-public-key belong together: give both or none");
    }
  }

  @Override
  public Companions companions(JobContext job) {
    boolean tooLarge = configBytes(job) > Hosts.LARGEST_BYTES;
    SshKeys keys = privateKey.isEmpty() ? SshKeys.generate() : new SshKeys(privateKey, publicKey);
    return new Companions(
        List.of(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(job.namespace())
                .withName(secret(job))
                .endMetadata()
                .addToStringData("id_rsa", keys.privateKey())
                .addToStringData("id_rsa.pub", keys.publicKey())
                .addToStringData("authorized_keys", keys.publicKey())
                .addToStringData("config", config(job, !tooLarge))
                .build()),
        tooLarge
            ? List.of(
                "plugin ssh: the names of all hosts would take more than 256 KiB and are left out"
                    + " of the ssh configuration; log in by host.subdomain, or use fewer replicas")
            : List.of());
  }

  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    Containers.mount(
        pod,
        new VolumeBuilder()
            .withName(secret(job))
            .withNewSecret()
            .withSecretName(secret(job))
            .withDefaultMode(path.equals(HOME) ? PRIVATE_MODE : SHARED_MODE)
            .withItems(
                FILES.stream().map(file -> new KeyToPath(file, null, FOLDER + "/" + file)).toList())
            .endSecret()
            .build(),
        path,
        FOLDER);
  }

  private static long configBytes(JobContext job) {
    long hosts = job.tasks().stream().mapToLong(JobContext::replicas).sum();
    return 2 * Hosts.bytes(job) + HOST_BYTES * hosts;
  }

  private String config(JobContext job, boolean hosts) {
    StringBuilder config =
        new StringBuilder("StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\n");
    if (port != STANDARD_PORT) {
      // Hosts are called by their full names too.
      config.append("Port ").append(port).append('\n');
    }
    if (hosts) {
      for (TaskSpec task : job.tasks()) {
        for (String host : Hosts.of(job, task)) {
          int dot = host.indexOf('.');
          config.append("Host ").append(host, 0, dot).append('\n');
          config.append("  HostName ").append(host).append('\n');
          config.append("  Port ").append(port).append('\n');
        }
      }
    }
    return config.toString();
  }

  private static String secret(JobContext job) {
    return job.name() + "-ssh";
  }
}
