package dev.xev.examples.copy;

import dev.xev.Loop;
import dev.xev.examples.copy.Endpoints.RefusedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Copies trees on one loop, one tree after another, with buffers that are made once. */
public final class TreeCopier {
    private final Loop loop;
    private final CopySettings settings;
    private final List<Lane> lanes;

    /**
     * Makes a copier and its buffers.
     *
     * @param loop where it copies; the caller closes it
     * @param settings how it copies
     */
    public TreeCopier(Loop loop, CopySettings settings) {
        this.loop = loop;
        this.settings = settings;
        this.lanes =
                IntStream.range(0, settings.inFlight)
                        .mapToObj(_ -> new Lane(loop, settings.chunkBytes))
                        .toList();
    }

    /**
     * Copies a tree without a word.
     *
     * @param source a file or directory
     * @param target where to
     * @throws IOException if a part of it could not be copied
     */
    public void copy(Path source, Path target) throws IOException {
        try (var walk = new TreeWalk(Endpoints.resolve(source, target))) {
            var journal = new Journal(Progress.NONE, StandardCharsets.UTF_8);
            engine(walk, journal).run();
            if (journal.tally.failed > 0) throw new IOException(journal.summary());
        } catch (RefusedException e) {
            throw new IOException(e);
        }
    }

    CopyEngine engine(Steps walk, Journal journal) {
        return new CopyEngine(loop, settings, lanes, walk, journal);
    }
}
