package dev.basalt.cluster.feed;

import dev.basalt.api.zone.NodeZone;
import dev.basalt.cluster.informer.SlimInformer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Watches one kind by a Fabric8 informer.
 *
 * @param <K> the kind in the client's model
 * @param <T> its spec
 */
final class InformerSource<K extends HasMetadata, T> implements Source {
  private final Watched<T> watched;
  private final SlimInformer<K> informer;

  /**
   * A source.
   *
   * @param blank makes an empty object
   * @param reader makes the spec; called by one thread at a time
   * @param executor runs the informer's work
   */
  InformerSource(
      KubernetesClient client,
      Class<K> type,
      Supplier<K> blank,
      Function<K, T> reader,
      Watched<T> watched,
      Executor executor) {
    this.watched = watched;
    this.informer =
        new SlimInformer<>(
            client,
            new SlimInformer.Selection<>(type, blank, null, watched.settings().pageSize()),
            new Teller(type, reader),
            watched.clock(),
            executor);
  }

  @Override
  public void start() {
    informer.start();
  }

  @Override
  public void tick() {
    informer.restartIfSilent(watched.settings().restartAfter().toNanos());
  }

  @Override
  public String description() {
    return "informer";
  }

  @Override
  public void close() {
    informer.close();
  }

  /** Tells what the informer sees. Another source of the kind may be telling as well. */
  private final class Teller implements SlimInformer.Listener<K> {
    private final Function<K, T> reader;
    private final boolean optional;
    private boolean toldThatNone;

    private Teller(Class<K> type, Function<K, T> reader) {
      this.reader = reader;
      this.optional = type == NodeZone.class;
    }

    @Override
    public void beginList() {
      synchronized (watched) {
        watched.told().beginList();
      }
    }

    @Override
    public void seen(K object) {
      synchronized (watched) {
        watched.told().seen(reader.apply(object));
      }
    }

    @Override
    public void deleted(String key) {
      synchronized (watched) {
        watched.told().deleted(key);
      }
    }

    @Override
    public void endList() {
      synchronized (watched) {
        watched.vitals().snapshotTaken();
        watched.told().endList();
        watched.synced();
      }
    }

    @Override
    public void heard() {
      watched.vitals().heard();
    }

    @Override
    public void failed(String error) {
      watched.vitals().failed(error);
    }

    /** Clusters without zones need not have their definition. */
    @Override
    public void undefined(String error) {
      if (!optional) {
        failed(error);
        return;
      }
      synchronized (watched) {
        watched.vitals().heard();
        if (!toldThatNone) {
          toldThatNone = true;
          watched.synced();
        }
      }
    }
  }
}
