package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "17,17",
        "64K,65536",
        "4kb,4096",
        "4KiB,4096",
        "1M,1048576",
        "2GB,2147483648"
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "-1", "1.5M", "1T", "1 2", "99999999999"})
    void anythingElseIsRejected(String text) {
        assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1024,1.00 KB", "65536,64.0 KB", "1048576000,0.98 GB"})
    void threeDigitsAreWritten(long bytes, String text) {
        assertEquals(text, ByteSize.format(bytes));
    }

    @Test
    void chunksHaveBounds() {
        assertEquals(65536, ChunkSize.parse("64K"));
        assertThrows(IllegalArgumentException.class, () -> ChunkSize.parse("0"));
        assertThrows(IllegalArgumentException.class, () -> ChunkSize.parse("65M"));
    }
}
