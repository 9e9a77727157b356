/** Tests against a broker that runs as a process of its own, as an operator starts it: input, start, stop, crash. */
package io.volok.testkit.process;
