/** Fair share between the users of a queue. */
@NullMarked
package dev.basalt.plugins.fairshare;

import org.jspecify.annotations.NullMarked;
