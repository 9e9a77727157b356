/**
 * What routing costs, and how large a virtual host can grow: JMH benchmarks of publishing into nothing, and runs over
 * real files that print times and memory. Started by hand.
 */
package io.volok.bench.vhost;
