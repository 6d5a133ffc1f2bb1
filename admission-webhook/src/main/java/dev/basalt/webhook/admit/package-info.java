/** What each path of the webhook does with an object. */
@NullMarked
package dev.basalt.webhook.admit;

import org.jspecify.annotations.NullMarked;
