package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the library is looked for, in order: the property {@code xev.library}, the environment
 * variable {@code XEV_LIBRARY}, the jar (or directory) of this class, {@code java.library.path}. A
 * library that was named is used or it is an error; the other places are tried until one works.
 */
final class LibrarySearch {
    private static final String PROPERTY = "xev.library";
    private static final String VARIABLE = "XEV_LIBRARY";

    private final Map<String, String> properties;
    private final Map<String, String> environment;
    private final Packing packing;
    private final List<String> reasons = new ArrayList<>();

    /** Finds the packed library, if nobody named another one. */
    interface Packing {
        @Nullable Packed find() throws IOException;
    }

    LibrarySearch(
            Map<String, String> properties, Map<String, String> environment, Packing packing) {
        this.properties = properties;
        this.environment = environment;
        this.packing = packing;
    }

    static LibrarySearch ofThisProcess() {
        Map<String, String> properties = new HashMap<>();
        for (String key : List.of(PROPERTY, "java.library.path", "java.io.tmpdir", "user.home")) {
            String value = System.getProperty(key);
            if (value != null) properties.put(key, value);
        }
        return new LibrarySearch(properties, System.getenv(), () -> Packed.find(resource()));
    }

    /** Where the library of this platform lies in the jar. */
    static String resource() {
        return "META-INF/native/" + platform() + "/" + fileName();
    }

    static String fileName() {
        return System.mapLibraryName("xev");
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch");
        if (os.startsWith("mac")) os = "macos";
        if (os.startsWith("windows")) os = "windows";
        return os + "-" + (architecture.equals("amd64") ? "x86_64" : architecture);
    }

    Library find() {
        try {
            Library library = named("-D" + PROPERTY, properties.get(PROPERTY));
            if (library == null) library = named(VARIABLE, environment.get(VARIABLE));
            if (library == null) library = unpacked();
            if (library == null) library = onLibraryPath();
            if (library != null) return library;
        } catch (IllegalCallerException e) {
            throw new XevLinkageError(
                    "the module of xev-low may not call native code: start java with"
                            + " --enable-native-access="
                            + moduleName(),
                    e);
        }
        throw failure("set -D" + PROPERTY + " to the path of one");
    }

    /** The library somebody asked for by name; null if nobody did. */
    private @Nullable Library named(String by, @Nullable String path) {
        if (path == null || path.isEmpty()) {
            reasons.add(by + " is not set");
            return null;
        }
        reasons.clear();
        Library library = attempt(by + "=" + path, path);
        if (library != null) return library;
        throw failure("correct it, or unset it to use the packed library");
    }

    private @Nullable Library unpacked() {
        try {
            Packed packed = packing.find();
            if (packed == null) {
                reasons.add("there is no " + resource() + " beside the classes");
                return null;
            }
            if (packed instanceof Packed.Loose loose) {
                return attempt(loose.file().toString(), loose.file().toString());
            }
            return new LibraryCache(properties, environment, packed).open(reasons);
        } catch (IOException e) {
            reasons.add(resource() + " cannot be read: " + e);
            return null;
        }
    }

    private @Nullable Library onLibraryPath() {
        String path = properties.getOrDefault("java.library.path", "");
        if (path.isEmpty()) reasons.add("java.library.path is empty");
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (directory.isEmpty()) continue;
            String file = directory + File.separator + fileName();
            Library library = attempt(file + " (java.library.path)", file);
            if (library != null) return library;
        }
        return null;
    }

    private @Nullable Library attempt(String place, String path) {
        try {
            return Library.open(Path.of(path));
        } catch (Library.Unusable | InvalidPathException e) {
            reasons.add(place + ": " + e.getMessage());
            return null;
        }
    }

    private XevLinkageError failure(String advice) {
        return new XevLinkageError(
                "no native library of xev for %s could be used (%s); %s"
                        .formatted(platform(), String.join("; ", reasons), advice));
    }

    private static String moduleName() {
        Module module = LibrarySearch.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }
}
