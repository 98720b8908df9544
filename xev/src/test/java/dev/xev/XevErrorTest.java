package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xev.cxev.XevExt;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

class XevErrorTest {
    @Test
    void aResultTellsCodeAndErrno() {
        XevError error = XevError.of(-(XevError.CONNECTION_RESET | 104 << 8));

        assertEquals(XevError.CONNECTION_RESET, error.code());
        assertEquals("CONNECTION_RESET", error.name());
        assertEquals(104, error.errno());
        assertFalse(error.isTransient());
    }

    @Test
    void whatIsNoErrorIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> XevError.of(-1));
        assertThrows(IllegalArgumentException.class, () -> XevError.of(5));
    }

    @Test
    void anUnknownErrnoKeepsItsNumber() {
        XevError error = XevError.of(-(XevError.UNEXPECTED | 133 << 8));

        assertEquals(133, error.errno());
        assertTrue(error.toString().contains("133"), error.toString());
    }

    @Test
    void anExceptionSaysWhatWasTriedAndWhy() {
        var exception =
                new XevException("bind 127.0.0.1:80", XevError.of(-(XevError.ACCESS_DENIED)));

        assertEquals("bind 127.0.0.1:80: permission denied (EACCES)", exception.getMessage());
    }

    @Test
    void transferIsExhaustive() {
        assertEquals(new Transfer.Bytes(0), Transfer.of(0));
        assertInstanceOf(Transfer.End.class, Transfer.of(-1));
        assertEquals(
                new Transfer.Failed(XevError.of(-XevError.CANCELED)),
                Transfer.of(-XevError.CANCELED));
    }

    @Test
    void codesAndNamesAreThoseOfTheLibrary() throws Exception {
        int seen = 0;
        for (Field field : XevError.class.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType() != int.class) continue;
            int code = field.getInt(null);
            assertEquals(field.getName(), XevExt.xev_ext_error_name(code));
            assertEquals(field.getName(), XevError.ofCode(code).name());
            seen++;
        }
        // The end of the stream is a code of the library, but no error here.
        assertEquals(XevExt.xev_ext_error_count() - 1, seen);
    }
}
