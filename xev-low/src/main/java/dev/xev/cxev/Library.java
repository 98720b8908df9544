package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A native library, loaded for as long as the process lives: threads of its pool may be in its code
 * at any time, so it is never unloaded.
 *
 * @param name what messages call it
 * @param symbols its functions
 * @param manifest its interface, if it has {@code xev_ext.h}, and then in exactly our version
 */
record Library(String name, SymbolLookup symbols, Optional<String> manifest) {
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

    boolean isExtended() {
        return manifest.isPresent();
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
        Optional<String> manifest = symbols.find("xev_ext_manifest").map(Functions::text);
        if (manifest.isEmpty() && symbols.find("xev_loop_init").isEmpty()) {
            throw new Unusable("it is no libxev: it has no function xev_loop_init");
        }
        String difference =
                manifest.map(theirs -> Abi.difference(Abi.manifest(), theirs)).orElse("");
        if (!difference.isEmpty()) {
            throw new Unusable("it is another version, with another interface: " + difference);
        }
        return new Library(name, symbols, manifest);
    }

    /** Why a place or a file is of no use; the message continues a sentence. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }
}
