package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

class EventTest {
    private static final int ENOSPC = 28;

    @Test
    void readersReadTheirFields() {
        MemorySegment events = Arena.ofAuto().allocate(Event.LAYOUT, 2);
        events.set(JAVA_INT, 16, 0x7fff_ffff);
        events.set(JAVA_SHORT, 20, (short) 3);
        events.set(JAVA_SHORT, 22, (short) 0xfffe);
        events.set(JAVA_LONG, 24, Long.MIN_VALUE);

        assertEquals(0x7fff_ffff, Event.slot(events, 1));
        assertEquals(Event.MORE | Event.HAS_BUFFER, Event.flags(events, 1));
        assertEquals(0xfffe, Event.buffer(events, 1));
        assertEquals(Long.MIN_VALUE, Event.result(events, 1));
    }

    @Test
    void aCountIsNoError() {
        assertEquals(0, Event.code(4096));
        assertEquals(0, Event.errno(4096));
        assertEquals(4096, Event.moved(4096));
        assertEquals(0, Event.code(0));
    }

    @Test
    void theEndOfAStreamIsOne() {
        assertEquals(ErrorCode.END_OF_STREAM, Event.code(-1));
        assertEquals(0, Event.errno(-1));
        assertEquals(0, Event.moved(-1));
    }

    @Test
    void anErrorGivesBackWhatWasPacked() {
        long moved = (1L << 39) - 1;
        long result = -(ErrorCode.NO_SPACE | (long) ENOSPC << 8 | moved << 24);

        assertEquals(ErrorCode.NO_SPACE, Event.code(result));
        assertEquals(ENOSPC, Event.errno(result));
        assertEquals(moved, Event.moved(result));
    }

    @Test
    void theLargestErrorIsWhole() {
        long result = -(255 | 0xffffL << 8);

        assertEquals(ErrorCode.UNEXPECTED, Event.code(result));
        assertEquals(0xffff, Event.errno(result));
        assertEquals(0, Event.moved(result));
    }
}
