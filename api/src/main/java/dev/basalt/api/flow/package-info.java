/** The kinds {@code JobFlow} and {@code JobTemplate} of {@code flow.volcano.sh/v1alpha1}. */
@NullMarked
package dev.basalt.api.flow;

import org.jspecify.annotations.NullMarked;
