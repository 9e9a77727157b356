/** Tests of facts and the catalog. */
package io.volok.broker.catalog;
