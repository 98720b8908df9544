package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contract, lines 5, 7 and 14: a loop whose thread has ended can only be closed, and safely. */
class ContractOrphanTest {
    @BackendTest
    void whatAnAbandonedOperationUsesCannotBeFreed(Backend backend) throws Exception {
        List<Loop> loops = new ArrayList<>();
        List<Arena> arenas = new ArrayList<>();
        Recorder<TcpSocket> recorder = new Recorder<>();
        Thread owner =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Loop loop = Loop.open(backend);
                                    Arena arena = loop.arena();
                                    Pair pair = Pair.open(loop);
                                    pair.server().read(arena.allocate(10), recorder);
                                    loop.run(RunMode.NO_WAIT);
                                    loops.add(loop);
                                    arenas.add(arena);
                                });
        owner.join();

        loops.getFirst().close();

        assertEquals(1, recorder.count());
        assertThrows(IllegalStateException.class, arenas.getFirst()::close);
    }

    @BackendTest
    void aKeptBufferOfAnAbandonedLoopIsGone(Backend backend) throws Exception {
        List<Loop> loops = new ArrayList<>();
        List<LoopBuffer> kept = new ArrayList<>();
        Thread owner =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Loop loop = Loop.open(backend);
                                    Pair pair = Pair.open(loop);
                                    pair.server()
                                            .receive(
                                                    (_, buffer, result) -> {
                                                        if (result > 0) kept.add(buffer.keep());
                                                        return Action.REARM;
                                                    });
                                    pair.client().write(new byte[10]);
                                    loop.run(Duration.ofMillis(20));
                                    loops.add(loop);
                                });
        owner.join();
        LoopBuffer buffer = kept.getFirst();

        loops.getFirst().close();

        assertThrows(IllegalStateException.class, () -> buffer.segment().get(JAVA_BYTE, 0));
    }

    @BackendTest
    void whoseThreadHasEndedIsNotRunByAnother(Backend backend) throws Exception {
        List<Loop> loops = new ArrayList<>();
        Recorder<TcpSocket> recorder = new Recorder<>();
        Thread owner =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Loop loop = Loop.open(backend);
                                    Pair pair = Pair.open(loop);
                                    pair.server().read(new byte[1], recorder);
                                    loop.run(RunMode.NO_WAIT);
                                    loops.add(loop);
                                });
        owner.join();
        Loop loop = loops.getFirst();

        assertThrows(WrongThreadException.class, () -> loop.run(RunMode.NO_WAIT));
        loop.close();

        assertEquals(1, recorder.count());
    }

    /** More than the area of submissions holds. */
    @BackendTest
    void everythingOnItIsToldOfItsEnd(Backend backend) throws Exception {
        int count = 1100;
        List<Loop> loops = new ArrayList<>();
        List<Result<TcpSocket>> results = new ArrayList<>();
        Thread owner =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Loop loop = Loop.open(backend);
                                    for (int i = 0; i < count; i++) {
                                        TcpListener.bind(loop, Pair.ANY_PORT)
                                                .accept(
                                                        (_, result) -> {
                                                            results.add(result);
                                                            return Action.DISARM;
                                                        });
                                    }
                                    loop.run(RunMode.NO_WAIT);
                                    loops.add(loop);
                                });
        owner.join();

        loops.getFirst().close();

        assertEquals(count, results.size());
    }
}
