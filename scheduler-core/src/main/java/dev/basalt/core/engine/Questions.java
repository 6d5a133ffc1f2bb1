package dev.basalt.core.engine;

import dev.basalt.core.session.Session;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * What people want to know of the state, answered at the end of a session on the engine's thread: a
 * few at a time, so that asking does not hold decisions up.
 */
final class Questions {
  private static final int PER_SESSION = 8;

  private record Question<T>(Function<Session, T> question, CompletableFuture<T> answer) {
    void put(Session session) {
      try {
        answer.complete(question.apply(session));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  private final Queue<Question<?>> waiting = new ConcurrentLinkedQueue<>();

  /** Any thread. */
  <T> CompletableFuture<T> ask(Function<Session, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    waiting.add(new Question<>(question, answer));
    return answer;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void answer(Session session) {
    for (int i = 0; i < PER_SESSION; i++) {
      Question<?> next = waiting.poll();
      if (next == null) {
        return;
      }
      next.put(session);
    }
  }

  /** Answers all with an error. */
  void refuse(String why) {
    for (Question<?> next = waiting.poll(); next != null; next = waiting.poll()) {
      next.answer().completeExceptionally(new IllegalStateException(why));
    }
  }
}
