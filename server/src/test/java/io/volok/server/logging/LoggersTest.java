package io.volok.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggersTest {

    private final Loggers loggers = new Loggers(Map.of("a.b", LogLevel.ERROR));

    @Test
    void aLoggerHasTheLevelOfTheNearestOneAboveIt() {
        Logger deep = loggers.getLogger("a.b.c.d");
        Logger other = loggers.getLogger("a.bc");
        assertThat(deep.isErrorEnabled()).isTrue();
        assertThat(deep.isWarnEnabled()).isFalse();
        assertThat(other.isWarnEnabled()).isTrue();
        assertThat(other.isInfoEnabled()).isFalse();
    }

    @Test
    void aChangeCountsAtOnceForThoseBelowThatHaveNoneOfTheirOwn() {
        Logger deep = loggers.getLogger("a.b.c");
        Logger other = loggers.getLogger("x");
        loggers.set(Loggers.ROOT, LogLevel.TRACE);
        assertThat(other.isTraceEnabled()).isTrue();
        assertThat(deep.isWarnEnabled()).isFalse();
        loggers.set("a.b.c", LogLevel.FATAL);
        assertThat(deep.isErrorEnabled()).isFalse();
        loggers.unset("a.b.c");
        assertThat(deep.isErrorEnabled()).isTrue();
        loggers.unset("a.b");
        assertThat(deep.isTraceEnabled()).isTrue();
    }

    @Test
    void theRootKeepsALevel() {
        loggers.unset(Loggers.ROOT);
        assertThat(loggers.levels()).containsExactly(Map.entry(Loggers.ROOT, LogLevel.WARN));
    }

    @Test
    void thoseOfThisProcessAreWhatEverybodyGets() {
        Logger mine = LoggerFactory.getLogger(LoggersTest.class);
        assertThat(Loggers.ofThisProcess().exists(LoggersTest.class.getName())).isTrue();
        assertThat(Loggers.ofThisProcess().getLogger(LoggersTest.class.getName())).isSameAs(mine);
        assertThat(Loggers.ofThisProcess().exists("no.such.logger")).isFalse();
    }
}
