/** Tests of policies. */
package io.volok.broker.policy;
