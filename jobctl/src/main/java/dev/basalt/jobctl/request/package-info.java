/** What people ask for: the fields of a short file or a command line, checked. */
@NullMarked
package dev.basalt.jobctl.request;

import org.jspecify.annotations.NullMarked;
