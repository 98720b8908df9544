package dev.xev.examples.copy;

import dev.xev.examples.copy.Step.CopyFile;
import dev.xev.examples.copy.Step.CopyLink;
import dev.xev.examples.copy.Step.Enter;
import dev.xev.examples.copy.Step.Fail;
import dev.xev.examples.copy.Step.Leave;
import dev.xev.examples.copy.Step.Skip;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Walks a tree depth first, a few names at a time, and says what the target needs.
 *
 * <p>It holds the directories from the root to where it is, and no list of what it has seen. It
 * only reads; it blocks, so it belongs on a thread that may. One thread at a time.
 */
final class TreeWalk implements Steps, AutoCloseable {
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Endpoints endpoints;
    private boolean isStarted;

    TreeWalk(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public List<Step> next(int most) {
        var steps = new ArrayList<Step>(most);
        if (!isStarted) {
            isStarted = true;
            visit(null, endpoints.source(), endpoints.target(), steps);
        }
        while (steps.size() < most && !frames.isEmpty()) {
            advance(frames.element(), steps);
        }
        return steps;
    }

    @Override
    public void close() {
        frames.forEach(Frame::close);
        frames.clear();
    }

    private void advance(Frame frame, List<Step> steps) {
        Path source = frame.directory.isLost ? null : frame.next(steps);
        if (source != null) {
            Path target = frame.directory.target.resolve(source.getFileName());
            visit(frame.directory, source, target, steps);
        } else {
            frames.remove().close();
            steps.add(new Leave(frame.directory));
        }
    }

    private void visit(@Nullable Directory parent, Path source, Path target, List<Step> steps) {
        try {
            Attributes attributes =
                    parent == null ? Attributes.followed(source) : Attributes.of(source);
            Attributes existing = existing(parent, target);
            String refusal = refusal(attributes, existing);
            if (refusal != null) {
                steps.add(new Fail(parent, source, refusal));
                return;
            }
            switch (attributes.kind()) {
                case DIRECTORY -> enter(parent, source, target, attributes, existing, steps);
                case FILE -> {
                    boolean isNew = existing == null;
                    steps.add(new CopyFile(parent, source, target, attributes, isNew));
                }
                case LINK -> steps.add(new CopyLink(parent, source, target, attributes));
                default -> steps.add(special(parent, source, attributes.kind().text));
            }
        } catch (IOException e) {
            steps.add(new Fail(parent, source, Reasons.of(e)));
        }
    }

    /** Left out of a tree; alone, it is a request that cannot be met. */
    private static Step special(@Nullable Directory parent, Path source, String kind) {
        return parent != null
                ? new Skip(parent, source, "a " + kind)
                : new Fail(null, source, "a " + kind + " cannot be copied");
    }

    /** Nothing can be there where the directory itself is new. */
    private static @Nullable Attributes existing(@Nullable Directory parent, Path target)
            throws IOException {
        return parent != null && parent.existing == null ? null : Attributes.ifExists(target);
    }

    /** A file or link takes the place of a file or link; everything else stays what it was. */
    private static @Nullable String refusal(Attributes source, @Nullable Attributes existing) {
        if (existing == null || source.kind().isSpecial) return null;
        if (existing.kind().isSpecial) return "the target is a " + existing.kind().text;
        if (source.isDirectory() == existing.isDirectory()) return null;
        return existing.isDirectory()
                ? "the target is a directory"
                : "the target is a " + existing.kind().text + ", not a directory";
    }

    @SuppressWarnings("StreamResourceLeak") // The frame closes it.
    private void enter(
            @Nullable Directory parent,
            Path source,
            Path target,
            Attributes attributes,
            @Nullable Attributes existing,
            List<Step> steps) {
        if (parent != null && endpoints.isTarget(attributes)) {
            steps.add(new Skip(parent, source, "it is the target itself"));
            return;
        }
        var directory = new Directory(parent, source, target, attributes, existing);
        steps.add(new Enter(directory));
        try {
            frames.push(new Frame(directory, Files.newDirectoryStream(source)));
        } catch (IOException e) {
            steps.add(new Fail(directory, source, Reasons.of(e)));
            steps.add(new Leave(directory));
        }
    }

    /** A directory on the way from the root, and how much of it has been seen. */
    private static final class Frame implements AutoCloseable {
        final Directory directory;
        private final DirectoryStream<Path> stream;
        private final Iterator<Path> names;

        Frame(Directory directory, DirectoryStream<Path> stream) {
            this.directory = directory;
            this.stream = stream;
            this.names = stream.iterator();
        }

        /** The next name, or null at the end, also at an early one. */
        @Nullable Path next(List<Step> steps) {
            try {
                return names.hasNext() ? names.next() : null;
            } catch (DirectoryIteratorException e) {
                String why = e.getCause() == null ? e.toString() : Reasons.of(e.getCause());
                steps.add(new Fail(directory, directory.source, why));
                return null;
            }
        }

        @Override
        public void close() {
            try {
                stream.close();
            } catch (IOException nothingIsLost) {
                // It was only read from.
            }
        }
    }
}
