/** What rules see of the cluster: mirrors of its objects, as far as a rule reads them, and the time. */
@NullMarked
package dev.basalt.watchdog.view;

import org.jspecify.annotations.NullMarked;
