package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a program has opened on a loop and not yet closed. */
final class Registry {
    private @Nullable Resource[] resources = new Resource[16];
    private int[] free = new int[16];
    private int freeCount;
    private int made;

    /** Adds a resource; the answer removes it. */
    int add(Resource resource) {
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
        for (Resource resource : open()) descriptions.add(resource.toString());
        return descriptions;
    }

    void closeAll() {
        for (Resource resource : open()) resource.close();
    }

    private List<Resource> open() {
        List<Resource> open = new ArrayList<>();
        for (int i = 0; i < made; i++) {
            Resource resource = resources[i];
            if (resource != null) open.add(resource);
        }
        return open;
    }
}
