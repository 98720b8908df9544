package dev.xev.examples.copy.bench;

import dev.xev.Loop;
import dev.xev.examples.copy.Job;
import dev.xev.examples.copy.Mover;
import dev.xev.examples.copy.Movers;
import dev.xev.examples.copy.Strategy;
import dev.xev.examples.copy.Trouble;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Copies content through the loop, and nothing else: no temporary names, modes or times. */
final class LoopContender implements Contender {
    private final Loop loop;
    private final Strategy strategy;
    private final List<Movers> places;

    LoopContender(Loop loop, Strategy strategy, int inFlight, int chunk) {
        this.loop = loop;
        this.strategy = strategy;
        this.places = IntStream.range(0, inFlight).mapToObj(_ -> new Movers(loop, chunk)).toList();
    }

    @Override
    public String name() {
        return "loop, " + strategy;
    }

    @Override
    public void copy(Run run) throws IOException {
        var failures = new ArrayList<String>();
        Iterator<Run.Pair> files = run.files().iterator();
        places.forEach(place -> new Place(place, files, failures).next());
        loop.run();
        if (!failures.isEmpty()) throw new IOException(name() + ": " + failures);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Takes one file after another, while there are any. */
    private final class Place implements Mover.Done {
        private final Movers movers;
        private final Iterator<Run.Pair> files;
        private final List<String> failures;

        Place(Movers movers, Iterator<Run.Pair> files, List<String> failures) {
            this.movers = movers;
            this.files = files;
            this.failures = failures;
        }

        void next() {
            if (!files.hasNext()) return;
            Run.Pair file = files.next();
            Mover mover = movers.of(strategy.forSize(file.bytes()));
            mover.start(Job.contentOnly(file.source(), file.target(), file.bytes()), this);
        }

        @Override
        public void moved(long bytes, @Nullable Trouble trouble) {
            if (trouble != null) failures.add(trouble.text());
            next();
        }
    }
}
