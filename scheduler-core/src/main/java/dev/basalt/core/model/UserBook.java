package dev.basalt.core.model;

import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The users of all queues. Their pasts are kept lazily: only those whose holdings changed cost
 * anything in a session, whatever the number of users and pods.
 */
public final class UserBook {
  /** The user of jobs that name none where labels or annotations name users. */
  public static final String NOBODY = "nobody";

  /** A past is a millionth of what it was after so many half-lives without a job. */
  private static final int HALF_LIVES_KEPT = 20;

  /** How many users are looked at in a session, in turn, whether they can be forgotten. */
  private static final int LOOKED_AT = 4;

  private final ResourceSchema schema;
  private final IdPool ids = new IdPool();
  private final List<QueueUser> all = new ArrayList<>();
  private final List<QueueUser> changed = new ArrayList<>();
  private UserSource source = UserSource.NAMESPACE;
  private long halfLifeNanos;
  private long versions;
  private int turn;
  private boolean rebuilt;

  UserBook(ResourceSchema schema) {
    this.schema = schema;
  }

  /** Every user that has jobs or had some lately, in no particular order; not to be changed. */
  public List<QueueUser> all() {
    return Collections.unmodifiableList(all);
  }

  /** Where the users of jobs are read from. */
  public UserSource source() {
    return source;
  }

  /** After how long what was held counts half; 0: only what is held now counts. */
  public long halfLifeNanos() {
    return halfLifeNanos;
  }

  /** What is left of a past after a while without anything, from 1 down to 0. */
  double remaining(long nanos) {
    return Math.exp(-Math.log(2) * nanos / halfLifeNanos);
  }

  /** Returns whether the source is another one: then every job is to be assigned anew. */
  boolean follow(UserSource newSource, long newHalfLifeNanos) {
    halfLifeNanos = newHalfLifeNanos;
    if (newHalfLifeNanos == 0) {
      all.forEach(QueueUser::forgetPast);
    }
    boolean other = !source.equals(newSource);
    source = newSource;
    rebuilt = rebuilt && !other;
    return other;
  }

  /**
   * The user of a queue that a job belongs to, made if it is new.
   *
   * @param mark what the job's label or annotation says, null if it has none
   */
  QueueUser of(Queue queue, Namespace namespace, @Nullable String mark) {
    boolean byNamespace = source.kind() == UserSource.Kind.NAMESPACE;
    String name = byNamespace ? namespace.name() : mark == null || mark.isEmpty() ? NOBODY : mark;
    QueueUser user = queue.users.get(name);
    if (user == null) {
      user = new QueueUser(ids.take(), this, queue, name, byNamespace ? namespace : null);
      if (!queue.isNowhere()) {
        user.index = all.size();
        all.add(user);
      }
      queue.users.put(name, user);
    }
    return user;
  }

  long nextVersion() {
    return ++versions;
  }

  void noteChanged(QueueUser user) {
    if (!user.listedChanged) {
      user.listedChanged = true;
      changed.add(user);
    }
  }

  /** From a time on, what users hold now counts. Cost: O(users whose holdings changed). */
  void settle(long nowNanos) {
    for (int i = 0; i < changed.size(); i++) {
      QueueUser user = changed.get(i);
      user.listedChanged = false;
      user.settle(nowNanos, schema.size());
    }
    changed.clear();
    forgetSome(nowNanos);
  }

  /**
   * Rebuilds the pasts from what the pods that hold something now have held since they started: all
   * that is left of the time before this process watched. Done once, and again if users are read
   * from elsewhere.
   */
  void rebuild(Iterable<Job> jobs, long nowNanos, long nowMillis) {
    if (rebuilt) {
      return;
    }
    rebuilt = true;
    for (QueueUser user : all) {
      user.forgetPast();
      user.advance(nowNanos);
    }
    if (halfLifeNanos == 0) {
      return;
    }
    for (Job job : jobs) {
      if (job.holders > 0) {
        job.tasks.forEach(task -> remember(task, job.user(), nowMillis));
      }
    }
  }

  private void remember(Task task, QueueUser user, long nowMillis) {
    long started = task.pod().startedMillis();
    if (started <= 0 || !task.status().holdsShare()) {
      return;
    }
    long age = TimeUnit.MILLISECONDS.toNanos(Math.max(0, nowMillis - started));
    double part = 1 - remaining(age);
    Request request = task.request();
    for (int i = 0; i < request.size(); i++) {
      user.remember(request.dimension(i), part * request.amount(i), schema.size());
    }
  }

  private void forgetSome(long nowNanos) {
    long after =
        halfLifeNanos > Long.MAX_VALUE / HALF_LIVES_KEPT
            ? Long.MAX_VALUE
            : HALF_LIVES_KEPT * halfLifeNanos;
    for (int i = Math.min(LOOKED_AT, all.size()); i > 0; i--) {
      turn = turn + 1 < all.size() ? turn + 1 : 0;
      QueueUser user = all.get(turn);
      if (user.negligible(nowNanos, after)) {
        forget(user);
      }
      if (all.isEmpty()) {
        return;
      }
    }
  }

  private void forget(QueueUser user) {
    QueueUser last = all.removeLast();
    if (last != user) {
      all.set(user.index, last);
      last.index = user.index;
    }
    user.queue().users.remove(user.name());
    ids.give(user.id());
  }
}
