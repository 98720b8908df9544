package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Drives what the library has beyond libxev through this module alone. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class XevExtTest {
    private static final long MILLISECOND = 1_000_000;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {BackendCode.AUTO, BackendCode.EPOLL, BackendCode.SIMULATED})
    void aSubmissionBecomesAnEvent(int backend) {
        try (var c = new ExtLoop(backend)) {
            c.submit(Op.NOOP, 0, 77, 0);

            assertEquals(0, c.result());
            assertEquals(77, Event.slot(c.events, 0));
            assertEquals(0, Event.flags(c.events, 0));
            assertEquals(0, c.poll(0));
        }
    }

    @Test
    void aSilentSubmissionHasNoEvent() {
        try (var c = new ExtLoop()) {
            int cancel = c.submit(Op.CANCEL, Submission.SILENT, 1, 0);
            Submission.argument(c.submissions, cancel, 2);
            c.submit(Op.NOOP, 0, 3, 0);

            assertEquals(0, c.result());
            assertEquals(3, Event.slot(c.events, 0));
        }
    }

    @Test
    void aTimerExpiresNotBeforeItsTime() {
        try (var c = new ExtLoop()) {
            long begin = XevExt.xev_ext_now(c.loop);
            Submission.offset(c.submissions, c.submit(Op.TIMER, 0, 1, 0), 20 * MILLISECOND);

            assertEquals(0, c.result());

            assertTrue(Port.now_ns(c.port) >= begin + 20 * MILLISECOND);
        }
    }

    @Test
    void aMomentIsNotBeforeTheClockAndHardlyAfterIt() {
        try (var c = new ExtLoop()) {
            for (int i = 0; i < 20_000; i++) {
                long before = XevExt.xev_ext_now(c.loop);
                long moment = XevExt.xev_ext_moment(c.loop);
                long after = XevExt.xev_ext_now(c.loop);

                assertTrue(before <= moment && moment <= after + 2000, "after " + i);
            }
        }
    }

    @Test
    void whatWasFlushedReportsWithTheNextPoll() {
        try (var c = new ExtLoop()) {
            c.submit(Op.NOOP, 0, 5, 0);
            assertEquals(0, XevExt.xev_ext_flush(c.loop, 1));

            assertEquals(1, XevExt.xev_ext_poll(c.loop, 0, ExtLoop.FOREVER));
            assertEquals(5, Event.slot(c.events, 0));
        }
    }

    @Test
    void anotherThreadEndsAWait() throws Exception {
        try (var c = new ExtLoop()) {
            Thread waker =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (Port.wake(c.port) != Port.SLEEPING) {
                                            Thread.onSpinWait();
                                        }
                                        if (Port.notify(c.port)) XevExt.xev_ext_wake(c.loop);
                                    });

            assertEquals(0, c.poll(ExtLoop.FOREVER));

            waker.join();
            assertEquals(Port.RUNNING, Port.wake(c.port));
        }
    }

    @Test
    void aNotifiedLoopDoesNotWait() {
        try (var c = new ExtLoop()) {
            Port.notify(c.port);

            assertEquals(0, c.poll(ExtLoop.FOREVER));
        }
    }

    @Test
    void aFileIsOpenedReadAndClosed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "some text");
        try (var c = new ExtLoop()) {
            MemorySegment path = c.arena.allocateFrom(file.toString());
            long handle = XevExtHandle.xev_ext_open(c.loop, path, OpenFlag.READ, 0);
            assertTrue(handle > 0);
            MemorySegment buffer = c.arena.allocate(64);
            int read = c.submit(Op.READ_AT, 0, 1, (int) handle);
            Submission.address(c.submissions, read, buffer.address());
            Submission.length(c.submissions, read, 64);
            Submission.offset(c.submissions, read, 5);

            assertEquals(4, c.result());
            assertEquals("text", buffer.getString(0));
            assertEquals(0, XevExtHandle.xev_ext_close(c.loop, (int) handle));
            assertEquals(
                    ErrorCode.BAD_HANDLE,
                    Event.code(XevExtHandle.xev_ext_handle_fd(c.loop, (int) handle)));
        }
    }

    @Test
    void aMissingFileSaysWhy() {
        try (var c = new ExtLoop()) {
            MemorySegment path = c.arena.allocateFrom(directory.resolve("missing").toString());

            long result = XevExtHandle.xev_ext_open(c.loop, path, OpenFlag.READ, 0);

            assertEquals(ErrorCode.NOT_FOUND, Event.code(result));
            assertEquals(2, Event.errno(result));
        }
    }

    @Test
    void aFileIsDescribed() throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[1234]);
        try (var c = new ExtLoop()) {
            MemorySegment stat = c.arena.allocate(Stat.LAYOUT);
            int submission = c.submit(Op.STAT, 0, 1, 0);
            MemorySegment path = c.arena.allocateFrom(file.toString());
            Submission.address(c.submissions, submission, path.address());
            Submission.address2(c.submissions, submission, stat.address());

            assertEquals(0, c.result());

            assertEquals(1234, Stat.size(stat, 0));
            assertEquals(Stat.FILE, Stat.kind(stat, 0));
            assertEquals(1, Stat.links(stat, 0));
            assertEquals(Files.getAttribute(file, "unix:ino"), Stat.inode(stat, 0));
            assertEquals(
                    Files.getLastModifiedTime(file).to(TimeUnit.SECONDS), Stat.modified_s(stat, 0));
        }
    }

    @Test
    void aSocketIsBoundAndSaysWhere() {
        try (var c = new ExtLoop()) {
            int socket = (int) XevExtHandle.xev_ext_socket(c.loop, Address.IP4, 1);
            MemorySegment address = c.arena.allocate(Address.LAYOUT);
            byte[] loopback = {127, 0, 0, 1};
            Address.write(address, 0, Address.IP4, 0, 0, loopback);
            assertEquals(0, XevExtHandle.xev_ext_bind(c.loop, socket, address));
            assertEquals(0, XevExtHandle.xev_ext_listen(c.loop, socket, 16));

            MemorySegment local = c.arena.allocate(Address.LAYOUT);
            assertEquals(0, XevExtHandle.xev_ext_local_address(c.loop, socket, local));

            assertEquals(Address.IP4, Address.family(local, 0));
            assertArrayEquals(loopback, Address.bytes(local, 0));
            assertNotEquals(0, Address.port(local, 0));
            long peer = XevExtHandle.xev_ext_peer_address(c.loop, socket, local);
            assertEquals(ErrorCode.NOT_CONNECTED, Event.code(peer));
        }
    }

    @Test
    void anOptionOfASocketIsReadBack() {
        try (var c = new ExtLoop()) {
            int socket = (int) XevExtHandle.xev_ext_socket(c.loop, Address.IP4, 1);
            MemorySegment value = c.arena.allocate(ValueLayout.JAVA_LONG);

            long set =
                    XevExtHandle.xev_ext_set_option(c.loop, socket, SocketOptionCode.NO_DELAY, 1);
            long get =
                    XevExtHandle.xev_ext_get_option(
                            c.loop, socket, SocketOptionCode.NO_DELAY, value);

            assertEquals(0, set);
            assertEquals(0, get);
            assertEquals(1, value.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    @Test
    void buffersAreMadeAndFreed() {
        try (var c = new ExtLoop()) {
            MemorySegment address = c.arena.allocate(ValueLayout.JAVA_LONG);

            long group = XevExtHandle.xev_ext_buffers_open(c.loop, 4, 4096, address);

            assertTrue(group >= 0);
            assertNotEquals(0, address.get(ValueLayout.JAVA_LONG, 0));
            assertEquals(0, XevExtHandle.xev_ext_buffers_close(c.loop, (int) group));
            long three = XevExtHandle.xev_ext_buffers_open(c.loop, 3, 4096, address);
            assertEquals(ErrorCode.INVALID_ARGUMENT, Event.code(three));
        }
    }

    @Test
    void memoryIsAnnouncedOnce() {
        try (var c = new ExtLoop()) {
            MemorySegment memory = c.arena.allocate(1 << 16);

            long first = XevExtHandle.xev_ext_memory_announce(c.loop, memory, memory.byteSize());
            long second = XevExtHandle.xev_ext_memory_announce(c.loop, memory, 1);
            long nothing = XevExtHandle.xev_ext_memory_announce(c.loop, MemorySegment.NULL, 1);

            assertEquals(0, first);
            assertEquals(ErrorCode.ALREADY_EXISTS, Event.code(second));
            assertEquals(ErrorCode.INVALID_ARGUMENT, Event.code(nothing));
        }
    }

    @Test
    void aCallbackGetsTheEventsOfItsOperation() {
        try (var c = new ExtLoop()) {
            var results = new ArrayList<Long>();
            MemorySegment userdata = c.arena.allocate(8);

            start(
                    c,
                    userdata,
                    (loop, _, event, given) -> {
                        assertEquals(c.loop.address(), loop.address());
                        assertEquals(userdata.address(), given.address());
                        results.add(Event.result(event, 0));
                        return results.size() < 3 ? Xev.XEV_REARM : Xev.XEV_DISARM;
                    });
            while (results.size() < 3) c.poll(ExtLoop.FOREVER);

            assertEquals(List.of(0L, 0L, 0L), results);
        }
    }

    @Test
    void whatACallbackThrowsIsThrownByThePoll() {
        try (var c = new ExtLoop()) {
            var thrown = new IllegalStateException("from the callback");
            start(
                    c,
                    MemorySegment.NULL,
                    (_, _, _, _) -> {
                        throw thrown;
                    });

            var caught =
                    assertThrows(
                            IllegalStateException.class,
                            () -> {
                                while (true) c.poll(ExtLoop.FOREVER);
                            });

            assertSame(thrown, caught);
            c.submit(Op.NOOP, 0, 1, 0);
            assertEquals(0, c.result());
        }
    }

    @Test
    void theLoopNamesItsBackend() {
        try (var c = new ExtLoop(BackendCode.SIMULATED)) {
            assertEquals(BackendCode.SIMULATED, XevExt.xev_ext_backend(c.loop));
            assertEquals(BackendCode.SIMULATED, Port.backend(c.port));
            assertEquals("simulated", XevExt.xev_ext_backend_name(BackendCode.SIMULATED));
            assertNull(XevExt.xev_ext_backend_name(99));
            assertEquals(0, XevExt.xev_ext_backend_available(BackendCode.SIMULATED));
            assertNotEquals(0, XevExt.xev_ext_backend_available(BackendCode.IOCP));
            assertEquals(-1, XevExt.xev_ext_loop_handle(c.loop));
        }
    }

    @Test
    void theLoopSaysHowItWasSetUp() {
        try (var c = new ExtLoop()) {
            assertTrue(Port.reason(c.port).startsWith("io_uring, "), Port.reason(c.port));
        }
    }

    @Test
    void aScriptedFaultEndsAnOperation() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "some text");
        try (var c = new ExtLoop(BackendCode.SIMULATED)) {
            MemorySegment path = c.arena.allocateFrom(file.toString());
            int handle = (int) XevExtHandle.xev_ext_open(c.loop, path, OpenFlag.READ, 0);
            MemorySegment fault = c.arena.allocate(Fault.LAYOUT);
            Fault.write(fault, Op.FSYNC, Fault.FAIL, 0, 1, -5);
            assertEquals(0, XevExt.xev_ext_simulate(c.loop, fault));

            c.submit(Op.FSYNC, 0, 1, handle);
            long failed = c.result();
            c.submit(Op.FSYNC, 0, 1, handle);

            assertEquals(ErrorCode.IO_ERROR, Event.code(failed));
            assertEquals(5, Event.errno(failed));
            assertEquals(0, c.result());
        }
    }

    @Test
    void aClosedLoopSaysSo() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment loop = arena.allocate(Xev.XEV_SIZEOF_LOOP, 16);
            assertEquals(0, XevExt.xev_ext_loop_init(loop, MemorySegment.NULL));
            Xev.xev_loop_deinit(loop);

            assertEquals(ErrorCode.LOOP_CLOSED, Event.code(XevExt.xev_ext_poll(loop, 0, 0)));
            assertEquals(ErrorCode.LOOP_CLOSED, XevExt.xev_ext_wake(loop));
        }
    }

    @Test
    void theErrorTableHasEveryCode() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            for (Field field : ErrorCode.class.getFields()) {
                int code = field.getInt(null);
                assertEquals(field.getName(), XevExt.xev_ext_error_name(code));
                assertNotNull(XevExt.xev_ext_error_text(code));
                MemorySegment name = arena.allocateFrom(field.getName());
                assertEquals(code, XevExt.xev_ext_error_code(name));
            }
            assertEquals(ErrorCode.class.getFields().length, XevExt.xev_ext_error_count());
            assertNull(XevExt.xev_ext_error_name(0));
            assertEquals(0, XevExt.xev_ext_error_code(arena.allocateFrom("NO_SUCH_NAME")));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, -2, -255, -0xffff_ffL, -(5 | 2 << 8 | 77L << 24), 1L << 40})
    void resultsMeanTheSameInC(long result) {
        assertEquals(XevExt.xev_ext_result_code(result), Event.code(result));
        assertEquals(XevExt.xev_ext_result_errno(result), Event.errno(result));
        assertEquals(XevExt.xev_ext_result_moved(result), Event.moved(result));
    }

    @Test
    void theLibraryHasTheInterfaceOfThisModule() {
        assertTrue(XevExt.isPresent());
        assertEquals(new String(Abi.manifest(), UTF_8), XevExt.xev_ext_manifest());
        assertEquals(0, XevExt.xev_ext_abandoned());
    }

    private static void start(ExtLoop c, MemorySegment userdata, ExtCallback callback) {
        MemorySegment completion = c.arena.allocate(Xev.XEV_SIZEOF_COMPLETION, 16);
        MemorySegment submission = c.arena.allocate(Submission.LAYOUT);
        Submission.start(submission, 0, Op.NOOP, 0, 0, 0, 0, 0);
        MemorySegment cb = ExtCallback.bind(completion, callback);
        int code = XevExt.xev_ext_submit(c.loop, completion, submission, userdata, cb);
        assertEquals(0, code);
    }
}
