/** Tests of virtual hosts over memory and a clock that stands still. */
package io.volok.broker.vhost;
