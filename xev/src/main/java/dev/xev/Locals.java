package dev.xev;

import org.jspecify.annotations.Nullable;

/** Operations that end, or go on, without an event: first in, first out. */
final class Locals {
    private @Nullable Operation first;
    private @Nullable Operation last;

    boolean isEmpty() {
        return first == null;
    }

    @Nullable Operation last() {
        return last;
    }

    void add(Operation operation) {
        if (operation.is(Operation.LOCAL)) return;
        operation.set(Operation.LOCAL);
        if (last == null) {
            first = operation;
        } else {
            last.next = operation;
        }
        last = operation;
    }

    Operation take() {
        Operation operation = first;
        assert operation != null;
        first = operation.next;
        if (first == null) last = null;
        operation.next = null;
        operation.clear(Operation.LOCAL);
        return operation;
    }
}
