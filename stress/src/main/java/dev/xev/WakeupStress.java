package dev.xev;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The word of {@link Wakeup}: no wait without a bell, and nobody inside after the close. */
final class WakeupStress {
    private WakeupStress() {}

    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the loop sees the task")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the producer sees that the loop waits")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "the loop sleeps, and nobody wakes it")
    @State
    public static class NoTaskWaitsForALoopThatSleeps {
        private final TaskQueue queue = new TaskQueue();
        private int rings;
        private final Wakeup wakeup = new Wakeup(() -> rings++);

        @Actor
        public void producer() {
            queue.offer("task");
            wakeup.wake();
        }

        @Actor
        public void loop(II_Result result) {
            wakeup.announceWait();
            result.r2 = queue.isEmpty() ? 0 : 1;
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = rings;
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "one bell for one wait")
    @Outcome(expect = FORBIDDEN, desc = "none, or one for each producer")
    @State
    public static class OneBellForOneWait {
        private int rings;
        private final Wakeup wakeup = new Wakeup(() -> rings++);

        public OneBellForOneWait() {
            wakeup.announceWait();
        }

        @Actor
        public void producer() {
            wakeup.wake();
        }

        @Actor
        public void other() {
            wakeup.wake();
        }

        @Arbiter
        public void after(I_Result result) {
            result.r1 = rings;
        }
    }

    /** What is freed after the close is never touched by the bell. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "too late to ring")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "rung in time")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "rung after the memory was freed")
    @State
    public static class NobodyRingsAfterTheClose {
        private boolean isFreed;
        private int seen;
        private final Wakeup wakeup = new Wakeup(() -> seen = isFreed ? 2 : 1);

        public NobodyRingsAfterTheClose() {
            wakeup.announceWait();
        }

        @Actor
        public void producer(I_Result result) {
            wakeup.wake();
            result.r1 = seen;
        }

        @Actor
        public void loop() {
            wakeup.close();
            isFreed = true;
        }
    }

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "too late to enter")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "left in time")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "inside after the memory was freed")
    @State
    public static class NobodyIsInsideAfterTheClose {
        private boolean isFreed;
        private final Wakeup wakeup = new Wakeup(() -> {});

        @Actor
        public void guest(I_Result result) {
            if (!wakeup.enter()) return;
            result.r1 = isFreed ? 2 : 1;
            wakeup.leave();
        }

        @Actor
        public void loop() {
            wakeup.close();
            isFreed = true;
        }
    }
}
