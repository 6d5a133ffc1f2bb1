/** The admission webhook: fills in defaults, refuses what cannot work, says who submitted it. */
@NullMarked
package dev.basalt.webhook;

import org.jspecify.annotations.NullMarked;
