/** Tests of roles in one process. */
@NullMarked
package dev.basalt.app.allinone;

import org.jspecify.annotations.NullMarked;
