package dev.basalt.cluster.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.internal.AbstractWatchManager;
import io.fabric8.kubernetes.client.informers.impl.ListerWatcher;
import java.util.concurrent.CompletableFuture;

/**
 * Notices whatever the API server says to an informer.
 *
 * <p>An informer swallows the bookmarks of its watch, and a bookmark may repeat the resource
 * version known already: this is the only place where a quiet watch and a dead one look different.
 */
final class AttentiveListerWatcher<K extends HasMetadata, L extends KubernetesResourceList<K>>
    implements ListerWatcher<K, L> {
  private final ListerWatcher<K, L> delegate;
  private final long pageSize;
  private final Runnable heard;

  AttentiveListerWatcher(ListerWatcher<K, L> delegate, long pageSize, Runnable heard) {
    this.delegate = delegate;
    this.pageSize = pageSize;
    this.heard = heard;
  }

  @Override
  public CompletableFuture<AbstractWatchManager<K>> submitWatch(
      ListOptions options, Watcher<K> watcher) {
    return delegate.submitWatch(options, new AttentiveWatcher(watcher));
  }

  @Override
  public CompletableFuture<L> submitList(ListOptions options) {
    return delegate
        .submitList(options)
        .thenApply(list -> {
          heard.run();
          return list;
        });
  }

  @Override
  public Long getLimit() {
    return pageSize;
  }

  @Override
  public int getWatchReconnectInterval() {
    return delegate.getWatchReconnectInterval();
  }

  @Override
  public String getApiEndpointPath() {
    return delegate.getApiEndpointPath();
  }

  @Override
  public Config getConfig() {
    return delegate.getConfig();
  }

  private final class AttentiveWatcher implements Watcher<K> {
    private final Watcher<K> watcher;

    private AttentiveWatcher(Watcher<K> watcher) {
      this.watcher = watcher;
    }

    @Override
    public void eventReceived(Action action, K resource) {
      heard.run();
      watcher.eventReceived(action, resource);
    }

    @Override
    public void onClose(WatcherException cause) {
      watcher.onClose(cause);
    }

    @Override
    public void onClose() {
      watcher.onClose();
    }

    @Override
    public boolean reconnecting() {
      return watcher.reconnecting();
    }
  }
}
