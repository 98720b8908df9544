package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A native library, loaded for as long as the process lives: threads of its pool may be in its code
 * at any time, so it is never unloaded.
 *
 * @param name what messages call it
 * @param symbols its functions
 * @param isExtended whether it has {@code xev_ext.h}, and then in exactly our version
 */
record Library(String name, SymbolLookup symbols, boolean isExtended) {
    private static @Nullable Library loaded;
    private static @Nullable String failure;

    /**
     * The library of this process, looked for when it is first needed.
     *
     * @throws XevLinkageError each time, if there is none
     */
    static synchronized Library loaded() {
        if (loaded != null) return loaded;
        if (failure != null) throw new XevLinkageError(failure);
        try {
            loaded = LibrarySearch.ofThisProcess().find();
            return loaded;
        } catch (XevLinkageError e) {
            failure = e.getMessage();
            throw e;
        }
    }

    Optional<MemorySegment> find(String function) {
        return symbols.find(function);
    }

    /** Loads a file. */
    static Library open(Path file) throws Unusable {
        Path path = file.toAbsolutePath();
        if (!Files.exists(path)) throw new Unusable("there is no such file");
        if (Files.isDirectory(path)) throw new Unusable("it is a directory");
        if (!Files.isReadable(path)) throw new Unusable("it may not be read");
        return open(path.toString(), path.toString());
    }

    /** Loads what the system's loader finds under {@code path}. */
    @SuppressWarnings("restricted")
    static Library open(String name, String path) throws Unusable {
        SymbolLookup symbols;
        try {
            // SAFETY: whoever may name a library to load, by a property of the process, may run
            // code in it anyway; what we unpack was compared with what was packed.
            symbols = SymbolLookup.libraryLookup(path, Arena.global());
        } catch (IllegalArgumentException e) {
            String reason = Posix.whyNotLoaded(path);
            // What the loader says about a file on a file system that is mounted noexec.
            boolean noexec = reason.contains("failed to map segment");
            throw new Unusable(noexec ? reason + " (is it mounted noexec?)" : reason);
        }
        Optional<MemorySegment> manifest = symbols.find("xev_ext_manifest");
        if (manifest.isPresent()) {
            requireOurs(manifest.get());
        } else if (symbols.find("xev_loop_init").isEmpty()) {
            throw new Unusable("it is no libxev: it has no function xev_loop_init");
        }
        return new Library(name, symbols, manifest.isPresent());
    }

    private static void requireOurs(MemorySegment manifest) throws Unusable {
        byte[] ours = Abi.manifest();
        if (Functions.isText(manifest, ours)) return;
        String difference =
                Abi.difference(
                        new String(ours, StandardCharsets.UTF_8),
                        Objects.requireNonNullElse(Functions.text(manifest), ""));
        throw new Unusable("it is another version, with another interface: " + difference);
    }

    /** Why a place or a file is of no use; the message continues a sentence. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }
}
