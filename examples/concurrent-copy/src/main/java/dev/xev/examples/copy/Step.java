package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** What the walk asks of the engine, a directory always before what is in it. */
sealed interface Step {
    /** The directory in which it happens, or null for the root. */
    @Nullable Directory parent();

    /** Make a directory, or make sure that one is there. */
    record Enter(Directory directory) implements Step {
        @Override
        public @Nullable Directory parent() {
            return directory.parent;
        }
    }

    /** Nothing more comes in a directory. */
    record Leave(Directory directory) implements Step {
        @Override
        public @Nullable Directory parent() {
            return directory.parent;
        }
    }

    /**
     * Copy the content of a file.
     *
     * @param isNew nothing had the name of the target
     */
    record CopyFile(
            @Nullable Directory parent,
            Path source,
            Path target,
            Attributes attributes,
            boolean isNew)
            implements Step {}

    /** Make a link that says the same. */
    record CopyLink(@Nullable Directory parent, Path source, Path target, Attributes attributes)
            implements Step {}

    /** Tell the user about something that is left out on purpose. */
    record Skip(@Nullable Directory parent, Path source, String why) implements Step {}

    /** Tell the user about something that cannot be copied. */
    record Fail(@Nullable Directory parent, Path source, String why) implements Step {}
}
