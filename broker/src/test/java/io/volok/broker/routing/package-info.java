/** Tests of exchange types. */
package io.volok.broker.routing;
