package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Mounts in a mount namespace of the container's own, and a user namespace where this user is not
 * root. The container sees this machine's files; paths of mounts that the machine does not have are
 * made in a layer that ends with the container, so that the machine's own folders stay as they are.
 */
final class NamespaceJail implements Jail {
  private static final long PROBE_SECONDS = 10;

  /**
   * Arguments: the new root, a folder for a layer, steps, {@code --}, the working directory, and
   * the command that takes this script's place. Everything below the root is seen as it was when
   * the steps ran.
   */
  private static final String SCRIPT =
      """
      fail() {
        echo "node agent: $1" >&2
        exit 128
      }
      root=$1
      layer=$2
      shift 2
      mount -t tmpfs tmpfs "$layer" || fail "no tmpfs"
      layers=0
      while [ "$1" != -- ]; do
        case $1 in
          host)
            mount --rbind / "$root" || fail "this machine's files cannot be mounted" ;;
          entries)
            mount -t tmpfs tmpfs "$root" || fail "no tmpfs"
            for entry in /* /.[!.]*; do
              if [ -L "$entry" ]; then
                ln -s "$(readlink "$entry")" "$root$entry"
              elif [ -d "$entry" ]; then
                mkdir "$root$entry" && mount --rbind "$entry" "$root$entry"
              elif [ -f "$entry" ]; then
                : >"$root$entry" && mount --bind "$entry" "$root$entry"
              fi || fail "$entry cannot be mounted"
            done ;;
          devices)
            mount -t tmpfs tmpfs "$root/dev" || fail "no tmpfs"
            for entry in null zero full random urandom tty; do
              : >"$root/dev/$entry" && mount --bind "/dev/$entry" "$root/dev/$entry"
            done
            for entry in shm pts; do
              mkdir "$root/dev/$entry" && mount --rbind "/dev/$entry" "$root/dev/$entry"
            done
            ln -s /proc/self/fd "$root/dev/fd"
            ln -s /proc/self/fd/0 "$root/dev/stdin"
            ln -s /proc/self/fd/1 "$root/dev/stdout"
            ln -s /proc/self/fd/2 "$root/dev/stderr"
            ln -s pts/ptmx "$root/dev/ptmx" ;;
          layer)
            layers=$((layers + 1))
            mkdir -p "$layer/$layers/upper" "$layer/$layers/work"
            mount -t overlay -o "lowerdir=$2,upperdir=$layer/$layers/upper,workdir=$layer/$layers/work" \\
              overlay "$root$2" || fail "no overlay on $2"
            shift ;;
          folder | locked)
            mkdir -p "$root$3" && mount --rbind "$2" "$root$3" || fail "$3 cannot be mounted"
            if [ "$1" = locked ]; then mount -o remount,bind,ro "$root$3" 2>/dev/null; fi
            shift 2 ;;
          file)
            mkdir -p "$root${3%/*}"
            [ -e "$root$3" ] || : >"$root$3"
            mount --bind "$2" "$root$3" || fail "$3 cannot be mounted"
            shift 2 ;;
        esac
        shift
      done
      shift
      exec chroot "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' container "$@"
      """;

  private final List<String> namespaces;

  private NamespaceJail(List<String> namespaces) {
    this.namespaces = List.copyOf(namespaces);
  }

  /** Tries it out; null where the system does not allow it or lacks a program. */
  static @Nullable NamespaceJail probe(Path scratch) throws InterruptedException {
    for (List<String> way :
        List.of(
            List.of("unshare", "--mount"),
            List.of("unshare", "--user", "--map-root-user", "--mount"))) {
      NamespaceJail jail = new NamespaceJail(way);
      if (jail.works(scratch)) {
        return jail;
      }
    }
    return null;
  }

  private boolean works(Path scratch) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory(scratch, "probe-");
      Path source = Files.createDirectory(folder.resolve("source"));
      Launch launch =
          new Launch(
              List.of("/bin/sh", "-c", "exit 42"),
              new LinkedHashMap<>(),
              folder,
              "",
              List.of(
                  new Launch.Mount("/basalt-probe/a", source, true),
                  new Launch.Mount("/etc/basalt-probe/a", source, true),
                  new Launch.Mount("/dev/basalt-probe", source, false)));
      Process process =
          new ProcessBuilder(enter(launch).command())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 42;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Invocation enter(Launch launch) throws IOException {
    Path root = Files.createDirectories(launch.scratch().resolve(".root"));
    Path layer = Files.createDirectories(launch.scratch().resolve(".layer"));
    Path work = Files.createDirectories(launch.scratch().resolve("work"));
    List<Launch.Mount> mounts = new ArrayList<>(launch.mounts());
    String workingDir = launch.workingDir().isEmpty() ? work.toString() : launch.workingDir();
    if (!Files.isDirectory(Path.of(workingDir))
        && mounts.stream().noneMatch(mount -> workingDir.startsWith(mount.path()))) {
      mounts.add(new Launch.Mount(workingDir, work, false));
    }
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(namespaces);
    line.addAll(List.of("/bin/sh", "-c", SCRIPT, "jail", root.toString(), layer.toString()));
    line.addAll(steps(mounts));
    line.addAll(List.of("--", workingDir, "env", "-i"));
    line.addAll(launch.assignments());
    line.addAll(launch.command());
    return new Invocation(line, launch.scratch());
  }

  private static List<String> steps(List<Launch.Mount> mounts) throws IOException {
    Set<String> layers = new TreeSet<>();
    List<String> binds = new ArrayList<>();
    boolean entries = false;
    boolean devices = false;
    for (Launch.Mount mount : mounts) {
      Path path = Path.of(mount.path()).normalize();
      Path existing = existing(path);
      // Links are followed here: in the script they would lead out of the new root.
      Path real = existing.toRealPath();
      boolean missing = !existing.equals(path);
      if (path.startsWith("/dev")) {
        devices = true;
      } else if (missing && real.getParent() == null) {
        entries = true;
      } else if (missing && !inside(path, mounts)) {
        layers.add(real.toString());
      }
      String kind =
          !Files.isDirectory(mount.source()) ? "file" : mount.readOnly() ? "locked" : "folder";
      String target =
          path.startsWith("/dev")
              ? path.toString()
              : real.resolve(existing.relativize(path)).toString();
      binds.addAll(List.of(kind, mount.source().toString(), target));
    }
    List<String> steps = new ArrayList<>();
    steps.add(entries ? "entries" : "host");
    if (devices) {
      steps.add("devices");
    }
    layers.forEach(layer -> steps.addAll(List.of("layer", layer)));
    steps.addAll(binds);
    return steps;
  }

  /** The path, or the nearest folder around it that this machine has. */
  private static Path existing(Path path) {
    Path parent = path.getParent();
    return parent == null || Files.exists(path) ? path : existing(parent);
  }

  /** Whether it lies in another mount, which then holds the folder for it. */
  private static boolean inside(Path path, List<Launch.Mount> mounts) {
    return mounts.stream()
        .map(mount -> Path.of(mount.path()).normalize())
        .anyMatch(other -> !other.equals(path) && path.startsWith(other));
  }

  @Override
  public String describe() {
    return "mounts in namespaces (" + String.join(" ", namespaces) + ")";
  }
}
