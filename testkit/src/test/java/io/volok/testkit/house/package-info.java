/** The rules of the house as tests: who may import whom, how long a method may be. */
package io.volok.testkit.house;
