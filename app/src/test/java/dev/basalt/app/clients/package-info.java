/**
 * What existing clients of Volcano's API do, replayed object by object: each file under {@code
 * resources/clients} is one client's contract.
 */
@NullMarked
package dev.basalt.app.clients;

import org.jspecify.annotations.NullMarked;
