/**
 * What every controller is made of: mirrors of what is in the cluster, a queue of keys, workers
 * that bring one key after the other to what it should be, and the one way to write.
 *
 * <p>A controller's reconciler looks at the whole state each time that anything happened to its
 * object. What happened in between, while nobody looked, makes no difference.
 */
@NullMarked
package dev.basalt.controllers.runtime;

import org.jspecify.annotations.NullMarked;
