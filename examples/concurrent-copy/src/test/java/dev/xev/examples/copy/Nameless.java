package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.xev.Action;
import dev.xev.CopyOptions;
import dev.xev.Loop;
import dev.xev.PathOperations;
import dev.xev.Result;
import dev.xev.XevError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** Files without a name, which not every file system has. */
final class Nameless {
    private Nameless() {}

    /** Ends the test where there are none. */
    static void assume(Path directory) throws IOException {
        Path source = Trees.text(directory.resolve("nameless-source"), "text");
        Path target = directory.resolve("nameless-target");
        var areMissing = new AtomicBoolean();
        try (Loop loop = Loop.open()) {
            PathOperations.copy(
                    loop,
                    source,
                    target,
                    CopyOptions.defaults().atomic(true),
                    (_, result) -> {
                        areMissing.set(
                                result instanceof Result.Failed<?>(var error)
                                        && error.code() == XevError.UNSUPPORTED);
                        return Action.DISARM;
                    });
            loop.run();
        }
        Files.delete(source);
        Files.deleteIfExists(target);
        assumeFalse(areMissing.get(), "this file system has no files without a name");
    }
}
