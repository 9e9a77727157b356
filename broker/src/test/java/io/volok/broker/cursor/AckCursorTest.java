package io.volok.broker.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AckCursorTest {

    @Test
    void inOrderAcknowledgementMovesTheFloorAndLeavesNothingBehind() {
        AckCursor cursor = new AckCursor(100);
        cursor.extend(200);
        for (long offset = 100; offset < 200; offset++) {
            assertThat(cursor.acquire()).isEqualTo(offset);
            cursor.acknowledge(offset);
        }
        assertThat(cursor.floor()).isEqualTo(200);
        assertThat(cursor.acquire()).isEqualTo(AckCursor.NONE);
        assertThat(cursor.hasNoCounts()).isTrue();
    }

    @Test
    void returnedOffsetGoesBackToItsPlace() {
        AckCursor cursor = new AckCursor(0);
        cursor.extend(5);
        cursor.acquire();
        cursor.acquire();
        cursor.acquire();
        cursor.release(1, true);
        cursor.release(0, false);
        assertThat(cursor.acquire()).isZero();
        assertThat(cursor.acquire()).isEqualTo(1);
        assertThat(cursor.acquire()).isEqualTo(3);
        assertThat(cursor.acquiredCount(1)).isEqualTo(1);
        assertThat(cursor.deliveryCount(1)).isEqualTo(1);
        assertThat(cursor.deliveryCount(0)).isZero();
    }

    @Test
    void oneStuckMessageDoesNotHoldUpMillions() {
        AckCursor cursor = new AckCursor(0);
        int span = 20_000_000;
        cursor.extend(span);
        cursor.acquire();
        for (long offset = 1; offset < span; offset++) {
            cursor.acquire();
            cursor.acknowledge(offset);
        }
        assertThat(cursor.acquired()).isEqualTo(1);
        assertThat(cursor.floor()).isZero();
        cursor.acknowledge(0);
        assertThat(cursor.floor()).isEqualTo(span);
        assertThat(cursor.acquired()).isZero();
    }

    @Test
    void archivingAllThatIsAvailableLeavesWhatIsAcquired() {
        AckCursor cursor = new AckCursor(0);
        cursor.extend(10_000);
        cursor.acquire();
        cursor.acquire();
        cursor.release(0, false);
        assertThat(cursor.archiveAvailable()).isEqualTo(9_999);
        assertThat(cursor.available()).isZero();
        assertThat(cursor.acquired()).isEqualTo(1);
        assertThat(cursor.isAcquired(1)).isTrue();
        cursor.acknowledge(1);
        assertThat(cursor.floor()).isEqualTo(10_000);
    }

    @Test
    void factsBeyondTheEndOfTheLogAreVoid() {
        AckCursor cursor = new AckCursor(0);
        cursor.replayFloor(50);
        cursor.replayArchived(60, 70);
        assertThat(cursor.recover(0, 40)).isFalse();
        assertThat(cursor.floor()).isEqualTo(40);
        cursor.extend(45);
        assertThat(cursor.available()).isEqualTo(5);
        assertThat(cursor.acquire()).isEqualTo(40);
    }

    @Test
    void onlyAcquiredOffsetsCanBeSettled() {
        AckCursor cursor = new AckCursor(0);
        cursor.extend(2);
        assertThatThrownBy(() -> cursor.acknowledge(0)).isInstanceOf(IllegalStateException.class);
        cursor.acquire();
        cursor.acknowledge(0);
        assertThatThrownBy(() -> cursor.release(0, false)).isInstanceOf(IllegalStateException.class);
    }
}
