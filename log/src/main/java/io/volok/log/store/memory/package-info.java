/**
 * The segment store in memory, with faults on demand: lost unsynced tails, torn writes, failed appends, a full disk.
 * For tests and the simulation; everything that looks random comes from a seed.
 */
package io.volok.log.store.memory;
