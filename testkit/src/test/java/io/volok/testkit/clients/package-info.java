/** Real clients against a broker process: what a user of either protocol sees. */
package io.volok.testkit.clients;
