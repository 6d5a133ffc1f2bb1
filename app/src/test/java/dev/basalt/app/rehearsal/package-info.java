/** Tests of the rehearsal. */
@NullMarked
package dev.basalt.app.rehearsal;

import org.jspecify.annotations.NullMarked;
