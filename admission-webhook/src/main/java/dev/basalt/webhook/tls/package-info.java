/** The webhook's own certificates: made, kept, changed before they expire. */
@NullMarked
package dev.basalt.webhook.tls;

import org.jspecify.annotations.NullMarked;
