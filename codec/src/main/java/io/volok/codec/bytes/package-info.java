/**
 * The smallest common ground of all codecs: growable output, bounds-checked input, variable-length integers and the
 * one exception for bytes that make no sense.
 *
 * <p>Used by the other packages of the module and by whoever owns an output buffer. Nothing here is thread safe; a
 * writer belongs to the session or log that created it.
 */
package io.volok.codec.bytes;
