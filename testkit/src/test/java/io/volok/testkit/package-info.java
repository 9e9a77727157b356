/** Tests of the whole: house rules, a broker as a process, real clients, crashes. Nothing depends on this. */
package io.volok.testkit;
