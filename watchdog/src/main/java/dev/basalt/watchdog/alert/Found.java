package dev.basalt.watchdog.alert;

import dev.basalt.watchdog.rule.Finding;
import dev.basalt.watchdog.rule.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule found.
 *
 * @param findings null if it could not look: then everything stays as it was
 */
public record Found(Rule rule, @Nullable List<Finding> findings) {}
