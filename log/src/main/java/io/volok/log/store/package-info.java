/**
 * The port behind which the bytes of a log live: segments that are appended to by one fenced writer, sealed, read,
 * deleted.
 *
 * <p>The contract is written at {@link io.volok.log.store.SegmentStore} and is a test suite that every implementation
 * runs. Nothing here knows record batches: segments are bytes with a base offset.
 */
package io.volok.log.store;
