package dev.basalt.cluster.feed;

import dev.basalt.api.zone.NodeZone;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.impl.DefaultSharedIndexInformer;
import io.fabric8.kubernetes.client.informers.impl.ListerWatcher;
import java.net.HttpURLConnection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one kind by a Fabric8 informer, and replaces the informer when it falls silent.
 *
 * @param <K> the kind in the client's model
 * @param <T> its spec
 */
final class InformerSource<K extends HasMetadata, T> implements Source {
  private static final Logger log = LoggerFactory.getLogger(InformerSource.class);

  private final KubernetesClient client;
  private final Class<K> type;
  private final Supplier<K> blank;
  private final Function<K, T> reader;
  private final Watched<T> watched;
  private final Executor executor;
  private @Nullable Run run;
  private boolean closed;

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
    this.client = client;
    this.type = type;
    this.blank = blank;
    this.reader = reader;
    this.watched = watched;
    this.executor = executor;
  }

  @Override
  public synchronized void start() {
    if (!closed) {
      run = new Run();
      run.start();
    }
  }

  @Override
  public synchronized void tick() {
    Run current = run;
    if (closed || current == null || !current.silent()) {
      return;
    }
    log.debug("The informer of {} is silent; starting another", type.getSimpleName());
    current.stop();
    start();
  }

  @Override
  public String description() {
    return "informer";
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (run != null) {
      run.stop();
    }
  }

  /** One informer, from its start until it is replaced. */
  private final class Run implements ResourceEventHandler<K> {
    private final SharedIndexInformer<K> informer;
    private final long startedNanos = watched.clock().nanos();
    private boolean listed;
    private boolean toldThatNone;
    private boolean stopped;

    private Run() {
      // Uses what informers are made of, for AttentiveListerWatcher's sake.
      if (!(client.resources(type).inAnyNamespace() instanceof ListerWatcher<?, ?> any)) {
        throw new IllegalStateException("The client cannot list and watch " + type.getName());
      }
      informer = informer(any);
      informer.removeNamespaceIndex();
      informer.itemStore(new SlimStore<>(blank));
      informer.exceptionHandler((started, failure) -> {
        if (isUndefined(failure)) {
          thereAreNone();
        } else {
          watched.vitals().failed(String.valueOf(failure.getMessage()));
        }
        return true;
      });
      informer.addEventHandler(this);
    }

    /** A kind of ours that the cluster does not know: it is asked for again now and then. */
    private boolean isUndefined(Throwable failure) {
      Throwable cause = failure;
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return type == NodeZone.class
          && cause instanceof KubernetesClientException refusal
          && refusal.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }

    private void thereAreNone() {
      synchronized (watched) {
        watched.vitals().heard();
        if (!stopped && !toldThatNone) {
          toldThatNone = true;
          watched.synced();
        }
      }
    }

    private <L extends KubernetesResourceList<K>> SharedIndexInformer<K> informer(
        ListerWatcher<?, ?> any) {
      // The client gives the operations of a type under an interface that hides this one.
      @SuppressWarnings("unchecked")
      ListerWatcher<K, L> listerWatcher = (ListerWatcher<K, L>) any;
      return new DefaultSharedIndexInformer<>(
          type,
          new AttentiveListerWatcher<>(
              listerWatcher, watched.settings().pageSize(), watched.vitals()::heard),
          0,
          executor);
    }

    private void start() {
      synchronized (watched) {
        watched.told().beginList();
      }
      Future<?> _ = informer.start().toCompletableFuture();
    }

    private void stop() {
      synchronized (watched) {
        stopped = true;
      }
      informer.stop();
    }

    private boolean silent() {
      long sinceStart = watched.clock().nanos() - startedNanos;
      long limit = watched.settings().restartAfter().toNanos();
      return Math.min(sinceStart, watched.vitals().silentNanos()) > limit;
    }

    @Override
    public void onAdd(K object) {
      synchronized (watched) {
        if (!stopped) {
          watched.told().seen(reader.apply(object));
        }
      }
    }

    @Override
    public void onUpdate(K before, K object) {
      onAdd(object);
    }

    @Override
    public void onDelete(K object, boolean finalStateUnknown) {
      synchronized (watched) {
        if (!stopped) {
          watched.told().deleted(Cache.metaNamespaceKeyFunc(object));
        }
      }
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      synchronized (watched) {
        if (!stopped && !listed) {
          listed = true;
          watched.vitals().snapshotTaken();
          watched.told().endList();
          watched.synced();
        }
      }
    }
  }
}
