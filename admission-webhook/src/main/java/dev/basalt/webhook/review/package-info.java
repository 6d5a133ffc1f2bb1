/** What the API server asks and what it is answered, as the stream of JSON that it is. */
@NullMarked
package dev.basalt.webhook.review;

import org.jspecify.annotations.NullMarked;
