package dev.xev.examples.copy.bench;

import java.nio.file.Path;
import java.util.List;

/** What a contender is asked to do: the files one by one, and the same as a tree. */
record Run(Path sourceRoot, Path targetRoot, List<Pair> files) {

    /** A file and what shall become its copy. */
    record Pair(Path source, Path target) {}

    /** Puts each file of the workload into the same place below {@code targetRoot}. */
    static Run of(Workload workload, Path targetRoot) {
        List<Pair> files =
                workload.files().stream()
                        .map(file -> new Pair(file.path(), targetRoot.resolve(file.name())))
                        .toList();
        return new Run(workload.root(), targetRoot, files);
    }
}
