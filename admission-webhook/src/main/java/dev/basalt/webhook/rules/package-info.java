/**
 * The defaults and rules of what users submit, as pure functions of the objects: no client, no
 * clock. Fragments of the messages are a protocol, as clients and tests match on them.
 */
@NullMarked
package dev.basalt.webhook.rules;

import org.jspecify.annotations.NullMarked;
