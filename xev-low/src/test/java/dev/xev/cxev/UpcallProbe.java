package dev.xev.cxev;

import static dev.xev.cxev.Xev.XEV_DISARM;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A program of {@link UpcallTest}: does in callbacks what may end a JVM. */
final class UpcallProbe {
    private static final List<byte[]> HEAP = new ArrayList<>();

    private UpcallProbe() {}

    static void main(String[] arguments) {
        switch (arguments[0]) {
            case "overflow" -> overflow();
            case "memory" -> memory();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void overflow() {
        try (var c = new CLoop()) {
            c.start(1, (_, _, _, _) -> descend(0));
            try {
                c.run();
            } catch (StackOverflowError e) {
                System.out.println("caught in the callback");
            }
            MemorySegment completion = c.completion();
            int edges = 0;
            for (int i = 0; i < 100; i++) {
                try {
                    runAtEveryDepth(c, completion);
                } catch (StackOverflowError e) {
                    edges++;
                }
                // The last start may have come before the last run.
                c.run();
            }
            System.out.println("caught at the edge: " + edges);
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int descend(int depth) {
        return descend(depth + 1) + 1;
    }

    /** At the last depth there is room for the library but not for a Java frame above it. */
    @SuppressWarnings("InfiniteRecursion")
    private static void runAtEveryDepth(CLoop c, MemorySegment completion) {
        c.start(completion, 0, (_, _, _, _) -> XEV_DISARM);
        c.run();
        runAtEveryDepth(c, completion);
    }

    private static void memory() {
        try (var c = new CLoop()) {
            for (int i = 0; i < 100; i++) c.start(1 + i % 3, (_, _, _, _) -> fill());
            try {
                c.run();
            } catch (OutOfMemoryError e) {
                HEAP.clear();
                System.out.println("caught a full heap");
            }
            c.start(1, (_, _, _, _) -> say("the loop goes on"));
            c.run();
        }
    }

    private static int fill() {
        while (true) HEAP.add(new byte[16]);
    }

    private static int say(String line) {
        System.out.println(line);
        return XEV_DISARM;
    }
}
