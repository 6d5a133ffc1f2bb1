/** Lets pods wait, unbound and in order, until the quota of their namespace has room for them. */
@NullMarked
package dev.basalt.plugins.namespacequota;

import org.jspecify.annotations.NullMarked;
