package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

class SubmissionTest {
    private final MemorySegment submissions = Arena.ofAuto().allocate(Submission.LAYOUT, 3);

    @Test
    void startSetsTheFirstFieldsAndClearsTheRest() {
        submissions.fill((byte) 0xee);

        Submission.start(submissions, 1, 200, 7, 0xfffe, 0x8000_0001, -2, 0xffff_ffff);

        MemorySegment written = submissions.asSlice(Submission.SIZE, Submission.SIZE);
        assertEquals((byte) 200, written.get(JAVA_BYTE, 0));
        assertEquals(7, written.get(JAVA_BYTE, 1));
        assertEquals((short) 0xfffe, written.get(JAVA_SHORT, 2));
        assertEquals(0x8000_0001, written.get(JAVA_INT, 4));
        assertEquals(-2, written.get(JAVA_INT, 8));
        assertEquals(-1, written.get(JAVA_INT, 12));
        for (long at = 16; at < Submission.SIZE; at += 8) {
            assertEquals(0, written.get(JAVA_LONG, at));
        }
    }

    @Test
    void headSetsTheFirstFieldsAndLeavesTheRest() {
        submissions.fill((byte) 0xee);

        Submission.head(submissions, 1, Op.PROVIDE, 7, 0xfffe, 0x8000_0001, -2);

        MemorySegment written = submissions.asSlice(Submission.SIZE, Submission.SIZE);
        assertEquals((byte) Op.PROVIDE, written.get(JAVA_BYTE, 0));
        assertEquals(7, written.get(JAVA_BYTE, 1));
        assertEquals((short) 0xfffe, written.get(JAVA_SHORT, 2));
        assertEquals(0x8000_0001, written.get(JAVA_INT, 4));
        assertEquals(-2, written.get(JAVA_INT, 8));
        assertEquals(0, written.get(JAVA_INT, 12));
        for (long at = 16; at < Submission.SIZE; at++) {
            assertEquals((byte) 0xee, written.get(JAVA_BYTE, at));
        }
        assertEquals((byte) 0xee, submissions.get(JAVA_BYTE, Submission.SIZE - 1));
    }

    @Test
    void aSubmissionLeavesItsNeighboursAlone() {
        submissions.fill((byte) 0xee);

        Submission.start(submissions, 1, 0, 0, 0, 0, 0, 0);

        assertEquals((byte) 0xee, submissions.get(JAVA_BYTE, Submission.SIZE - 1));
        assertEquals((byte) 0xee, submissions.get(JAVA_BYTE, 2 * Submission.SIZE));
    }

    @Test
    void eachWriterChangesItsField() {
        Submission.start(submissions, 2, Op.READ_AT, 0, 0, 5, 1, 9);

        Submission.address(submissions, 2, 0x1111_2222_3333_4444L);
        Submission.address2(submissions, 2, 2);
        Submission.offset(submissions, 2, -3);
        Submission.length(submissions, 2, 0xffff_ffff);
        Submission.argument(submissions, 2, 5);
        Submission.argument2(submissions, 2, 6);

        MemorySegment written = submissions.asSlice(2 * Submission.SIZE, Submission.SIZE);
        assertEquals(0x1111_2222_3333_4444L, written.get(JAVA_LONG, 16));
        assertEquals(2, written.get(JAVA_LONG, 24));
        assertEquals(-3, written.get(JAVA_LONG, 32));
        assertEquals(-1, written.get(JAVA_INT, 40));
        assertEquals(5, written.get(JAVA_INT, 44));
        assertEquals(6, written.get(JAVA_LONG, 48));
        assertEquals(0, written.get(JAVA_LONG, 56));
    }

    /** Numbers whose highest bits are set, so that none spills into the field beside it. */
    @Test
    void writeSetsEachFieldByItself() {
        submissions.fill((byte) 0xee);

        Submission.write(
                submissions,
                1,
                0x81,
                0x82,
                0x8003,
                0x8000_0004,
                0x8000_0005,
                0x0000_0006,
                0x8000_0000_0000_0007L,
                0x8000_0000_0000_0008L,
                0x8000_0000_0000_0009L,
                0x8000_000a,
                0x0000_000b,
                0x8000_0000_0000_000cL);

        MemorySegment written = submissions.asSlice(Submission.SIZE, Submission.SIZE);
        assertEquals((byte) 0x81, written.get(JAVA_BYTE, 0));
        assertEquals((byte) 0x82, written.get(JAVA_BYTE, 1));
        assertEquals((short) 0x8003, written.get(JAVA_SHORT, 2));
        assertEquals(0x8000_0004, written.get(JAVA_INT, 4));
        assertEquals(0x8000_0005, written.get(JAVA_INT, 8));
        assertEquals(6, written.get(JAVA_INT, 12));
        assertEquals(0x8000_0000_0000_0007L, written.get(JAVA_LONG, 16));
        assertEquals(0x8000_0000_0000_0008L, written.get(JAVA_LONG, 24));
        assertEquals(0x8000_0000_0000_0009L, written.get(JAVA_LONG, 32));
        assertEquals(0x8000_000a, written.get(JAVA_INT, 40));
        assertEquals(11, written.get(JAVA_INT, 44));
        assertEquals(0x8000_0000_0000_000cL, written.get(JAVA_LONG, 48));
        assertEquals(0, written.get(JAVA_LONG, 56));
    }

    @Test
    void nothingIsWrittenPastTheArray() {
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Submission.start(submissions, 3, 0, 0, 0, 0, 0, 0));
    }
}
