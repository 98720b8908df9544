package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * Objects by the address of the memory they belong to. Any thread. Finding and removing allocate
 * nothing, because they happen where an {@link OutOfMemoryError} has nowhere to go.
 */
final class AddressMap<V> {
    private static final int SMALLEST = 16;

    private long[] addresses = new long[SMALLEST];
    private @Nullable Object[] values = new Object[SMALLEST];
    private int size;

    /** What this thread has put is seen; what others put and remove may be seen late. */
    boolean isEmpty() {
        return size == 0;
    }

    synchronized @Nullable V get(long address) {
        return value(find(address));
    }

    /** Puts an object in the place of the one that was there before. */
    synchronized void put(long address, V value) {
        if (2 * size >= addresses.length) resize(2 * addresses.length);
        int index = find(address);
        if (values[index] == null) size++;
        addresses[index] = address;
        values[index] = value;
    }

    synchronized @Nullable V remove(long address) {
        int index = find(address);
        V value = value(index);
        if (value != null) removeAt(index);
        return value;
    }

    /** Removes an object unless another one has taken its place, even an equal one. */
    @SuppressWarnings("ReferenceEquality")
    synchronized void remove(long address, V expected) {
        int index = find(address);
        if (values[index] == expected) removeAt(index);
    }

    synchronized void removeIf(Predicate<V> condition) {
        int index = 0;
        while (index < values.length) {
            V value = value(index);
            if (value == null || !condition.test(value)) {
                index++;
            } else {
                // Another one may move here: look again.
                removeAt(index);
            }
        }
    }

    /** Where an address is, or where it would go. */
    private int find(long address) {
        int index = home(address);
        while (values[index] != null && addresses[index] != address) index = next(index);
        return index;
    }

    /** Closes the gap, so that every search still ends at the first empty place. */
    private void removeAt(int index) {
        int gap = index;
        for (int i = next(gap); values[i] != null; i = next(i)) {
            int distance = i - home(addresses[i]) & values.length - 1;
            if (distance < (i - gap & values.length - 1)) continue;
            addresses[gap] = addresses[i];
            values[gap] = values[i];
            gap = i;
        }
        values[gap] = null;
        size--;
    }

    private void resize(int length) {
        long[] oldAddresses = addresses;
        @Nullable Object[] oldValues = values;
        addresses = new long[length];
        values = new Object[length];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] == null) continue;
            int index = find(oldAddresses[i]);
            addresses[index] = oldAddresses[i];
            values[index] = oldValues[i];
        }
    }

    private int home(long address) {
        long mixed = address * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32) & values.length - 1;
    }

    private int next(int index) {
        return index + 1 & values.length - 1;
    }

    @SuppressWarnings("unchecked")
    private @Nullable V value(int index) {
        return (V) values[index];
    }
}
