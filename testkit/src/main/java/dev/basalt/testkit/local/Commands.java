package dev.basalt.testkit.local;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Stages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the control plane's programs. */
final class Commands {
  /**
   * When the controller manager takes a node without heartbeats for dead: longer than KWOK's
   * leases.
   */
  private static final int GRACE_SECONDS = 600;

  private Commands() {}

  static List<String> etcd(Path program, Layout layout) {
    return List.of(
        program.toString(),
        "--name=local",
        "--data-dir=" + layout.etcdData(),
        "--listen-client-urls=" + layout.etcdUrl(),
        "--advertise-client-urls=" + layout.etcdUrl(),
        "--listen-peer-urls=" + layout.peerUrl(),
        "--initial-advertise-peer-urls=" + layout.peerUrl(),
        "--initial-cluster=local=" + layout.peerUrl(),
        "--quota-backend-bytes=8589934592",
        "--log-level=warn",
        "--unsafe-no-fsync");
  }

  static List<String> apiServer(Path program, Layout layout, ClusterOptions options) {
    // The taint for nodes that are not ready yet would only go away after seconds, and never
    // without controllers. Without controllers no namespace gets its default service account.
    String withoutPlugins =
        options.controllers() ? "TaintNodesByCondition" : "TaintNodesByCondition,ServiceAccount";
    List<String> line = new ArrayList<>();
    line.add(program.toString());
    line.add("--etcd-servers=" + layout.etcdUrl());
    line.add("--bind-address=127.0.0.1");
    line.add("--advertise-address=127.0.0.1");
    line.add("--endpoint-reconciler-type=none");
    line.add("--secure-port=" + layout.apiPort());
    line.add("--cert-dir=" + layout.certificates());
    line.add("--token-auth-file=" + layout.tokens());
    line.add("--authorization-mode=RBAC");
    line.add("--service-account-issuer=https://kubernetes.default.svc");
    line.add("--service-account-key-file=" + layout.serviceAccountPublicKey());
    line.add("--service-account-signing-key-file=" + layout.serviceAccountPrivateKey());
    line.add("--service-cluster-ip-range=10.96.0.0/16");
    line.add("--allow-privileged=true");
    line.add("--disable-admission-plugins=" + withoutPlugins);
    line.add("--enable-priority-and-fairness=false");
    line.add("--max-requests-inflight=3000");
    line.add("--max-mutating-requests-inflight=3000");
    line.addAll(options.apiServerArguments());
    return line;
  }

  static List<String> controllerManager(Path program, Layout layout, ClusterOptions options) {
    String off = ",-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller";
    if (!options.fakeNodes()) {
      // Nobody sends heartbeats: the nodes must not be taken for dead.
      off += ",-node-lifecycle-controller,-taint-eviction-controller";
    }
    return List.of(
        program.toString(),
        "--kubeconfig=" + layout.kubeconfig(),
        "--controllers=*" + off,
        "--service-account-private-key-file=" + layout.serviceAccountPrivateKey(),
        "--root-ca-file=" + layout.servingCertificate(),
        "--leader-elect=false",
        "--secure-port=0",
        "--node-monitor-grace-period=" + GRACE_SECONDS + "s",
        "--kube-api-qps=500",
        "--kube-api-burst=1000");
  }

  static List<String> kwok(Path program, Layout layout) {
    List<String> line = new ArrayList<>();
    line.add(program.toString());
    line.addAll(Stages.kwokArguments(layout.kubeconfig().toString(), layout.stages().toString()));
    return line;
  }
}
