/**
 * The {@code volok} command: starts the server, shows what it can do, and later operates it.
 *
 * <p>The only place that reads the command line, prints to the terminal and ends the process.
 */
package io.volok.cli;
