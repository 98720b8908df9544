package dev.xev.examples.copy;

import dev.xev.Backend;
import dev.xev.Loop;
import dev.xev.examples.copy.Program.Ended;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/** Copies a tree that somebody changes after it was walked and before it is copied. */
record Meanwhile(Path source, Path target) {
    /** What the other one does. */
    interface Change {
        void happen() throws Exception;
    }

    Ended run(String backend, Strategy strategy, Change change) throws Exception {
        var said = new StringWriter();
        var progress = new LineProgress(new PrintWriter(said), Long.MAX_VALUE);
        var journal = new Journal(progress, StandardCharsets.UTF_8);
        try (Loop loop = Loop.open(Backend.valueOf(backend.toUpperCase(Locale.ROOT)));
                var walk = new TreeWalk(Endpoints.resolve(source, target))) {
            List<Step> all = walk.next(1000);
            change.happen();
            var left = new ArrayDeque<>(List.of(all, List.<Step>of()));
            var copier = new TreeCopier(loop, CopySettings.of(4, 65536, strategy, false));
            copier.engine(_ -> left.remove(), journal).run();
        }
        int code = journal.tally.failed > 0 ? 1 : 0;
        return new Ended(code, journal.summary(), said.toString());
    }
}
