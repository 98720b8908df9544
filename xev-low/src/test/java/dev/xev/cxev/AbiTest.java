package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The Java constants against the manifest: every fact has its constant, and the other way. */
class AbiTest {
    private static final Map<String, Class<?>> STRUCTURES =
            Map.of(
                    "submission", Submission.class,
                    "event", Event.class,
                    "address", Address.class,
                    "stat", Stat.class,
                    "times", Times.class,
                    "copy", CopyArguments.class,
                    "port", Port.class,
                    "options", Options.class,
                    "fault", Fault.class);

    /** Constants by the first word of their names; the rest is the name in Java. */
    private static final Map<String, Class<?>> CONSTANTS = new LinkedHashMap<>(STRUCTURES);

    static {
        CONSTANTS.put("open", OpenFlag.class);
        CONSTANTS.put("ready", Ready.class);
        CONSTANTS.put("wake", Port.class);
        CONSTANTS.remove("port");
    }

    /** What Java has for its own convenience. */
    private static final Set<String> JAVA_ONLY = Set.of("BackendCode.AUTO", "Address.BYTES_MAX");

    private final List<String[]> facts =
            new String(Abi.manifest(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .toList();

    @Test
    void everyFactIsOfAKnownKind() {
        Set<String> known =
                Set.of("struct", "field", "op", "error", "const", "option", "backend", "fn");

        for (String[] fact : facts) {
            assertTrue(known.contains(fact[0]), () -> String.join(" ", fact));
        }
    }

    @Test
    void structuresHaveTheSameSizes() {
        assertEquals(STRUCTURES.keySet(), names("struct"));
        for (String[] fact : ofKind("struct")) {
            StructLayout layout = layout(fact[1]);
            assertEquals(Long.parseLong(fact[2]), layout.byteSize(), fact[1]);
            assertEquals(layout.byteSize(), constant(STRUCTURES.get(fact[1]), "SIZE"), fact[1]);
        }
    }

    @Test
    void fieldsAreInTheSamePlaces() {
        var found = new TreeSet<String>();
        for (String[] fact : ofKind("field")) {
            var path = PathElement.groupElement(fact[2]);
            String field = fact[1] + "." + fact[2];
            assertEquals(Long.parseLong(fact[3]), layout(fact[1]).byteOffset(path), field);
            assertEquals(Long.parseLong(fact[4]), layout(fact[1]).select(path).byteSize(), field);
            found.add(field);
        }

        var expected = new TreeSet<String>();
        for (String structure : STRUCTURES.keySet()) {
            for (var member : layout(structure).memberLayouts()) {
                expected.add(structure + "." + member.name().orElseThrow());
            }
        }
        found.removeIf(AbiTest::isReserved);
        expected.removeIf(AbiTest::isReserved);
        assertEquals(expected, found);
    }

    @Test
    void offsetsAreThoseOfTheLayouts() throws Exception {
        for (var structure : STRUCTURES.entrySet()) {
            for (Field field : structure.getValue().getDeclaredFields()) {
                if (!field.getName().endsWith("_OFFSET")) continue;
                String name = field.getName().replaceAll("_OFFSET$", "").toLowerCase(Locale.ROOT);
                var path = PathElement.groupElement(name);
                assertEquals(
                        layout(structure.getKey()).byteOffset(path),
                        field.getLong(null),
                        structure.getKey() + "." + name);
            }
        }
    }

    @Test
    void operationsHaveTheSameCodes() {
        assertEquals(codes("op"), constants(Op.class));
    }

    @Test
    void errorsHaveTheSameCodes() {
        assertEquals(codes("error"), constants(ErrorCode.class));
    }

    @Test
    void socketOptionsHaveTheSameCodes() {
        assertEquals(codes("option"), constants(SocketOptionCode.class));
    }

    @Test
    void backendsHaveTheSameCodes() {
        assertEquals(codes("backend"), constants(BackendCode.class));
    }

    @Test
    void constantsAreTheSame() {
        var found = new HashMap<Class<?>, Map<String, Long>>();
        for (String[] fact : ofKind("const")) {
            String[] words = fact[1].split("_", 2);
            Class<?> type = CONSTANTS.get(words[0]);
            assertTrue(type != null, () -> "no class for " + fact[1]);
            found.computeIfAbsent(type, _ -> new LinkedHashMap<>())
                    .put(words[1].toUpperCase(Locale.ROOT), Long.parseLong(fact[2]));
        }

        for (Class<?> type : CONSTANTS.values()) {
            assertEquals(found.getOrDefault(type, Map.of()), constants(type), type::getName);
        }
    }

    @Test
    void everyFunctionHasItsMethod() {
        var methods = new TreeSet<String>();
        for (Class<?> type : List.of(Xev.class, XevExt.class, XevExtHandle.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().startsWith("xev_")) methods.add(method.getName());
            }
        }

        assertTrue(methods.remove("xev_ext_manifest"), "data, not a function");
        assertEquals(names("fn"), methods);
        assertEquals(27, methods.stream().filter(name -> !name.startsWith("xev_ext_")).count());
    }

    @Test
    void aDifferenceNamesTheLines() {
        assertEquals("", Abi.difference("op read 6\n", "op read 6\n"));
        assertEquals(
                "it lacks 'op read 6', it has 'op read 7'",
                Abi.difference("op noop 0\nop read 6\n", "op noop 0\nop read 7\n"));
        assertEquals("its facts are in another order", Abi.difference("a 1\nb 2\n", "b 2\na 1\n"));
        assertEquals(
                "it lacks 'a', it lacks 'b', it lacks 'c', it lacks 'd' and 2 more",
                Abi.difference("a\nb\nc\nd\ne\nf\n", ""));
    }

    @Test
    void aTextOfTheLibraryIsComparedToItsEnd() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom("op é");
            byte[] bytes = "op é".getBytes(StandardCharsets.UTF_8);

            assertTrue(Functions.isText(text, bytes));
            assertFalse(Functions.isText(text, "op e".getBytes(StandardCharsets.UTF_8)));
            assertFalse(Functions.isText(text, Arrays.copyOf(bytes, bytes.length - 1)));
            assertFalse(Functions.isText(text, "op éx".getBytes(StandardCharsets.UTF_8)));
            assertEquals("op é", Functions.text(text));
            assertNull(Functions.text(MemorySegment.NULL));
        }
    }

    private List<String[]> ofKind(String kind) {
        List<String[]> found = facts.stream().filter(fact -> fact[0].equals(kind)).toList();
        assertTrue(!found.isEmpty(), () -> "no facts of kind " + kind);
        return found;
    }

    private Set<String> names(String kind) {
        var names = new TreeSet<String>();
        for (String[] fact : ofKind(kind)) names.add(fact[1]);
        return names;
    }

    private Map<String, Long> codes(String kind) {
        var codes = new LinkedHashMap<String, Long>();
        for (String[] fact : ofKind(kind)) {
            codes.put(fact[1].toUpperCase(Locale.ROOT), Long.parseLong(fact[2]));
        }
        return codes;
    }

    private static Map<String, Long> constants(Class<?> type) {
        var constants = new LinkedHashMap<String, Long>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isPublic(field.getModifiers()) || field.getType() != int.class) continue;
            if (JAVA_ONLY.contains(type.getSimpleName() + "." + field.getName())) continue;
            constants.put(field.getName(), constant(type, field.getName()));
        }
        return constants;
    }

    private static long constant(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            boolean isInt = field.getType() == int.class;
            // Constants of C are unsigned.
            return isInt ? Integer.toUnsignedLong(field.getInt(null)) : field.getLong(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " has no " + name, e);
        }
    }

    private static StructLayout layout(String structure) {
        try {
            return (StructLayout) STRUCTURES.get(structure).getField("LAYOUT").get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(structure, e);
        }
    }

    private static boolean isReserved(String field) {
        return field.contains(".reserved");
    }
}
