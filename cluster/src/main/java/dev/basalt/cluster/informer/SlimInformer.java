package dev.basalt.cluster.informer;

import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.impl.DefaultSharedIndexInformer;
import io.fabric8.kubernetes.client.informers.impl.ListerWatcher;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Fabric8 informer that remembers names and resource versions only, and that is replaced by
 * another one when it falls silent. Whoever listens keeps what it needs of the objects.
 *
 * @param <K> the kind in the client's model
 */
public final class SlimInformer<K extends HasMetadata> implements Informer {
  private static final Logger log = LoggerFactory.getLogger(SlimInformer.class);

  /** Is told what the API server says; by one thread at a time, and never after the end. */
  public interface Listener<K> {
    /** All objects will be seen anew; a list that breaks off is followed by another beginning. */
    void beginList();

    /** An object is there, or has changed. */
    void seen(K object);

    /**
     * An object is gone.
     *
     * @param key namespace and name with a slash between, or the name alone
     */
    void deleted(String key);

    /** All objects there are have been seen since the beginning. */
    void endList();

    /** The API server gave a sign of life. */
    void heard();

    /** Something failed and will be tried again. */
    void failed(String error);

    /** The API server does not know the kind; it will be asked again now and then. */
    default void undefined(String error) {
      failed(error);
    }
  }

  /**
   * What is watched.
   *
   * @param blank makes an empty object
   * @param label a label that the objects must have, null for all objects
   * @param pageSize objects a page of a list
   * @param without a label that the objects must not have, null for all objects
   * @param fields values that fields of the objects must have, by name as the API server knows them
   */
  public record Selection<K>(
      Class<K> type,
      Supplier<K> blank,
      @Nullable String label,
      int pageSize,
      @Nullable String without,
      Map<String, String> fields) {

    public Selection {
      fields = Map.copyOf(fields);
    }

    /** All objects, or those that have a label. */
    public Selection(Class<K> type, Supplier<K> blank, @Nullable String label, int pageSize) {
      this(type, blank, label, pageSize, null, Map.of());
    }

    private FilterWatchListDeletable<K, ?, ?> of(FilterWatchListDeletable<K, ?, ?> all) {
      FilterWatchListDeletable<K, ?, ?> some = label == null ? all : all.withLabel(label);
      some = without == null ? some : some.withoutLabel(without);
      return fields.isEmpty() ? some : some.withFields(fields);
    }
  }

  private final KubernetesClient client;
  private final Selection<K> selection;
  private final Listener<K> listener;
  private final Clock clock;
  private final Executor executor;
  private @Nullable Run run;
  private boolean closed;

  /**
   * An informer that does nothing until started.
   *
   * @param executor runs the informer's work
   */
  public SlimInformer(
      KubernetesClient client,
      Selection<K> selection,
      Listener<K> listener,
      Clock clock,
      Executor executor) {
    this.client = client;
    this.selection = selection;
    this.listener = listener;
    this.clock = clock;
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
  public synchronized void restartIfSilent(long limitNanos) {
    Run current = run;
    if (closed || current == null || current.silentNanos() <= limitNanos) {
      return;
    }
    log.debug("The informer of {} is silent; starting another", selection.type().getSimpleName());
    current.stop();
    start();
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
    private volatile long heardNanos = clock.nanos();
    private boolean listed;
    private boolean stopped;

    private Run() {
      var all = client.resources(selection.type()).inAnyNamespace();
      // Uses what informers are made of, for AttentiveListerWatcher's sake.
      if (!(selection.of(all) instanceof ListerWatcher<?, ?> any)) {
        throw new IllegalStateException(
            "The client cannot list and watch " + selection.type().getName());
      }
      informer = informer(any);
      informer.removeNamespaceIndex();
      informer.itemStore(new SlimStore<>(selection.blank()));
      informer.exceptionHandler((started, failure) -> {
        tell(failure);
        return true;
      });
      informer.addEventHandler(this);
    }

    private <L extends KubernetesResourceList<K>> SharedIndexInformer<K> informer(
        ListerWatcher<?, ?> any) {
      // The client gives the operations of a type under an interface that hides this one.
      @SuppressWarnings("unchecked")
      ListerWatcher<K, L> listerWatcher = (ListerWatcher<K, L>) any;
      return new DefaultSharedIndexInformer<>(
          selection.type(),
          new AttentiveListerWatcher<>(listerWatcher, selection.pageSize(), this::heard),
          0,
          executor);
    }

    private void tell(Throwable failure) {
      String error = String.valueOf(failure.getMessage());
      if (!isUndefined(failure)) {
        listener.failed(error);
        return;
      }
      synchronized (listener) {
        heardNanos = clock.nanos();
        if (!stopped) {
          listener.undefined(error);
        }
      }
    }

    private static boolean isUndefined(Throwable failure) {
      Throwable cause = failure;
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause instanceof KubernetesClientException refusal
          && refusal.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }

    private void start() {
      synchronized (listener) {
        listener.beginList();
      }
      Future<?> _ = informer.start().toCompletableFuture();
    }

    private void stop() {
      synchronized (listener) {
        stopped = true;
      }
      informer.stop();
    }

    private void heard() {
      heardNanos = clock.nanos();
      listener.heard();
    }

    private long silentNanos() {
      return clock.nanos() - heardNanos;
    }

    @Override
    public void onAdd(K object) {
      synchronized (listener) {
        if (!stopped) {
          listener.seen(object);
        }
      }
    }

    @Override
    public void onUpdate(K before, K object) {
      onAdd(object);
    }

    @Override
    public void onDelete(K object, boolean finalStateUnknown) {
      synchronized (listener) {
        if (!stopped) {
          listener.deleted(Cache.metaNamespaceKeyFunc(object));
        }
      }
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      synchronized (listener) {
        if (!stopped && !listed) {
          listed = true;
          listener.endList();
        }
      }
    }
  }
}
