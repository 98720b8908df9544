package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a program has opened on a loop and not yet closed. */
final class Registry {
    private @Nullable Object[] resources = new Object[16];
    private int[] free = new int[16];
    private int freeCount;
    private int made;

    /** Adds a resource; the answer removes it. */
    int add(Object resource) {
        int index = freeCount > 0 ? free[--freeCount] : make();
        resources[index] = resource;
        return index;
    }

    private int make() {
        if (made == resources.length) {
            resources = Arrays.copyOf(resources, made * 2);
            free = Arrays.copyOf(free, made * 2);
        }
        return made++;
    }

    void remove(int index) {
        resources[index] = null;
        free[freeCount++] = index;
    }

    /** What is open, each in its own words. */
    List<String> describe() {
        List<String> descriptions = new ArrayList<>();
        for (Object resource : open()) descriptions.add(resource.toString());
        return descriptions;
    }

    void closeAll() {
        for (Object resource : open()) {
            switch (resource) {
                case Timer timer -> timer.close();
                case Async async -> async.close();
                case File file -> file.close();
                case TcpListener listener -> listener.close();
                case TcpSocket socket -> socket.close();
                default -> throw new AssertionError(resource);
            }
        }
    }

    private List<Object> open() {
        List<Object> open = new ArrayList<>();
        for (int i = 0; i < made; i++) {
            Object resource = resources[i];
            if (resource != null) open.add(resource);
        }
        return open;
    }
}
