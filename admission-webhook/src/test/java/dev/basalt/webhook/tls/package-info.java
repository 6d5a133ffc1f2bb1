@NullMarked
package dev.basalt.webhook.tls;

import org.jspecify.annotations.NullMarked;
