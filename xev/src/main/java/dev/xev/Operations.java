package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Consumer;

/** The slots: claims, finds and takes back operations. Grows by need, shrinks never. */
final class Operations {
    private static final int INITIAL = 64;

    private @Nullable Operation[] slots = new Operation[INITIAL];
    private int made;
    private @Nullable Operation free;

    private final int limit;
    private int inFlight;

    Operations(int limit) {
        this.limit = limit;
    }

    Operation claim() {
        Operation operation = free;
        if (operation == null) return make();
        free = operation.next;
        operation.next = null;
        return operation;
    }

    private Operation make() {
        if (made == slots.length) slots = Arrays.copyOf(slots, made * 2);
        Operation operation = new Operation(made);
        slots[made++] = operation;
        return operation;
    }

    void release(Operation operation) {
        assert operation.isIdle();
        operation.forget();
        operation.flags = 0;
        operation.id = 0;
        operation.handle = null;
        operation.source = null;
        operation.next = free;
        free = operation;
    }

    Operation at(int slot) {
        Operation operation = slots[slot];
        assert operation != null : "an event for slot " + slot + ", which was never used";
        return operation;
    }

    /** The operation that a program's number names, or null if that start of it is over. */
    @Nullable Operation find(long id) {
        int slot = (int) id;
        if (slot < 0 || slot >= made) return null;
        Operation operation = at(slot);
        return operation.id == id ? operation : null;
    }

    /** Adds to those in flight. False when there are too many already. */
    boolean count(Operation operation) {
        if (operation.is(Operation.COUNTED) || operation.kind >= Operation.ASYNC) return true;
        operation.set(Operation.COUNTED);
        return ++inFlight <= limit;
    }

    void uncount(Operation operation) {
        if (!operation.is(Operation.COUNTED)) return;
        operation.clear(Operation.COUNTED);
        inFlight--;
    }

    int inFlight() {
        return inFlight;
    }

    /** Visits each operation that has not ended, in the order of slots. */
    void forEachInFlight(Consumer<Operation> visitor) {
        int end = made;
        for (int slot = 0; slot < end; slot++) {
            Operation operation = at(slot);
            if (operation.is(Operation.ARMED | Operation.LIVE)) visitor.accept(operation);
        }
    }
}
