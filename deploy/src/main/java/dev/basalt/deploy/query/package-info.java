/** Queries in PromQL that dashboards and rules share. */
@NullMarked
package dev.basalt.deploy.query;

import org.jspecify.annotations.NullMarked;
