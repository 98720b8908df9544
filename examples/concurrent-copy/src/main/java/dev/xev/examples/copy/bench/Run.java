package dev.xev.examples.copy.bench;

import java.nio.file.Path;
import java.util.List;

/** What a contender is asked to do: the files one by one, and the same as a tree. */
record Run(Path sourceRoot, Path targetRoot, List<Pair> files) {

    /** A file and what shall become its copy. */
    record Pair(Path source, Path target, long bytes) {}

    /** Puts each file of the workload into the same place below {@code targetRoot}. */
    static Run of(Workload workload, Path targetRoot) {
        List<Pair> files = workload.files().stream().map(file -> pair(file, targetRoot)).toList();
        return new Run(workload.root(), targetRoot, files);
    }

    private static Pair pair(Workload.Source file, Path targetRoot) {
        return new Pair(file.path(), targetRoot.resolve(file.name()), file.size());
    }
}
