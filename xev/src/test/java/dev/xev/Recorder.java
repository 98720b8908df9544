package dev.xev;

import java.util.ArrayList;
import java.util.List;

/** A callback that remembers what it was told, and answers DISARM. */
final class Recorder<S> implements OperationCallback<S> {
    final List<Integer> results = new ArrayList<>();

    @Override
    public Action completed(S source, int result) {
        results.add(result);
        return Action.DISARM;
    }

    int count() {
        return results.size();
    }

    /** The one result there is. */
    int only() {
        if (results.size() != 1) throw new AssertionError("not one result: " + results);
        return results.getFirst();
    }

    /** The code of the one result, which is an error. */
    int code() {
        return XevError.of(only()).code();
    }

    /** Runs the loop until something was told. */
    int await(Loop loop) {
        while (results.isEmpty()) loop.run(RunMode.ONCE);
        return only();
    }
}
