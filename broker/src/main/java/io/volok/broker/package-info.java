/**
 * What all parts of the domain say to their callers: the expected no ({@link io.volok.broker.Refusal}), the answer that
 * is one or the other ({@link io.volok.broker.Outcome}), and the name of a thing as users see it. Values only; any
 * thread.
 */
package io.volok.broker;
