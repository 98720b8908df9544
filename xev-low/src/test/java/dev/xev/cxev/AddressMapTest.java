package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AddressMapTest {
    private final AddressMap<String> map = new AddressMap<>();

    @Test
    void holdsWhatAMapHolds() {
        var random = new Random(42);
        Map<Long, String> expected = new HashMap<>();

        for (int i = 0; i < 200_000; i++) {
            long address = 16L * (1 + random.nextInt(300));
            if (random.nextBoolean()) {
                String value = "value " + i;
                expected.put(address, value);
                map.put(address, value);
            } else {
                assertEquals(expected.remove(address), map.remove(address));
            }
            assertEquals(expected.isEmpty(), map.isEmpty());
        }

        for (long address = 0; address <= 16 * 300; address += 16) {
            assertEquals(expected.get(address), map.get(address));
        }
    }

    @Test
    void removesOnlyTheExpectedObject() {
        String first = new String("same");
        String second = new String("same");
        map.put(64, first);
        map.put(64, second);

        map.remove(64, first);
        assertSame(second, map.get(64));

        map.remove(64, second);
        assertNull(map.get(64));
    }

    @Test
    void removesEverythingThatMatches() {
        for (int i = 1; i <= 1000; i++) map.put(i * 8L, i % 2 == 0 ? "even" : "odd");

        map.removeIf("even"::equals);

        for (int i = 1; i <= 1000; i++) assertEquals(i % 2 == 0 ? null : "odd", map.get(i * 8L));
        map.removeIf("odd"::equals);
        assertTrue(map.isEmpty());
    }
}
