/** The HTTPS server that the API server asks. */
@NullMarked
package dev.basalt.webhook.server;

import org.jspecify.annotations.NullMarked;
