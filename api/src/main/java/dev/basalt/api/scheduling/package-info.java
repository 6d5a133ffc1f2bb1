/**
 * The kinds {@code Queue} and {@code PodGroup} of {@code scheduling.volcano.sh/v1beta1}.
 *
 * <p>Every field that the API has is here. Specs and statuses are records; an absent field is null
 * and is left out when written; a field or a word that we do not know is ignored when read, so that
 * a newer client's object never stops us. Therefore change such objects with patches only: a whole
 * object written back would drop what was ignored. What the API server checks stands beside each
 * field as an annotation; besides, it takes a whole number of 32 bits for every {@code Integer} and
 * a well-formed quantity of at least 0 for every {@code Quantity}.
 */
@NullMarked
package dev.basalt.api.scheduling;

import org.jspecify.annotations.NullMarked;
