/**
 * The kinds {@code Job} and {@code CronJob} of {@code batch.volcano.sh/v1alpha1}. The same holds as
 * for those of {@link dev.basalt.api.scheduling}: every field is here, an absent one is null, what
 * we do not know is ignored. Pod templates and claims are kept as they are, with fields that we do
 * not know.
 */
@NullMarked
package dev.basalt.api.batch;

import org.jspecify.annotations.NullMarked;
