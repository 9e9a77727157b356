/** Tests of users and permissions. */
package io.volok.broker.access;
