/** How the API server is told what to ask the webhook. */
@NullMarked
package dev.basalt.webhook.register;

import org.jspecify.annotations.NullMarked;
