package dev.xev;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Producers, the consumer and the end of a {@link TaskQueue}, two of them at a time: the harness
 * leaves out what needs more processors than there are.
 */
final class TaskQueueStress {
    private TaskQueueStress() {}

    /**
     * A queue, and the order in which its tasks were taken. Every other one has room for one task
     * more, so that a producer has to replace the ring.
     */
    public static class Taken {
        private static final int ROOM = 255;

        /** Counted without care: about half are what is wanted. */
        private static int made;

        final TaskQueue queue = new TaskQueue();
        private final StringBuilder order = new StringBuilder();

        Taken() {
            if (made++ % 2 == 0) return;
            for (int i = 0; i < ROOM - 1; i++) queue.offer("");
        }

        /** Takes what is there now. */
        void take() {
            long end = queue.end();
            for (Object task = queue.poll(end); task != null; task = queue.poll(end)) {
                order.append(task);
            }
            queue.publish();
        }

        /** {@return the order of all tasks, taken to the end} */
        String all() {
            while (!queue.isEmpty()) take();
            return order.toString();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"ab12", "a1b2", "a12b", "1ab2", "1a2b", "12ab"},
            expect = ACCEPTABLE,
            desc = "each once, those of a producer in its order")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost, doubled or overtaken")
    @State
    public static class TwoProducers extends Taken {
        @Actor
        public void producer() {
            queue.offer("a");
            queue.offer("b");
        }

        @Actor
        public void other() {
            queue.offer("1");
            queue.offer("2");
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = all();
        }
    }

    @JCStressTest
    @Outcome(id = "abc", expect = ACCEPTABLE, desc = "each once, in order")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost, doubled or overtaken")
    @State
    public static class ProducerAndConsumer extends Taken {
        @Actor
        public void producer() {
            queue.offer("a");
            queue.offer("b");
            queue.offer("c");
        }

        @Actor
        public void consumer() {
            take();
        }

        @Arbiter
        public void after(L_Result result) {
            result.r1 = all();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and taken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and taken")
    @State
    public static class WhatIsAcceptedIsTaken {
        private final TaskQueue queue = new TaskQueue();

        @Actor
        public void producer(II_Result result) {
            result.r1 = queue.offer("task") ? 1 : 0;
        }

        @Actor
        public void consumer(II_Result result) {
            queue.close();
            while (!queue.isEmpty()) {
                if (queue.poll(queue.end()) != null) result.r2++;
            }
        }
    }
}
