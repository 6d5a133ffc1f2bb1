package dev.basalt.webhook.admit;

import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.Verdict;
import java.util.function.Function;

/**
 * What one path does.
 *
 * @param type what the objects are read as
 * @param judge gives the answer; thread-safe
 */
public record Route<T>(Class<T> type, Function<Review<T>, Verdict> judge) {}
