/** What the webhook knows of the cluster: queues and namespaces, watched. */
@NullMarked
package dev.basalt.webhook.watch;

import org.jspecify.annotations.NullMarked;
