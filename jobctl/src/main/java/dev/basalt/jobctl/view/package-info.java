/** What commands show: jobs and pods as they are read, tables, documents, colours. */
@NullMarked
package dev.basalt.jobctl.view;

import org.jspecify.annotations.NullMarked;
