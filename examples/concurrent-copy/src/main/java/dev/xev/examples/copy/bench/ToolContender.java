package dev.xev.examples.copy.bench;

import dev.xev.Loop;
import dev.xev.examples.copy.CopySettings;
import dev.xev.examples.copy.TreeCopier;

import java.io.IOException;

/** The program as people use it: walks the tree, temporary names, modes, times, directories. */
final class ToolContender implements Contender {
    private final Loop loop;
    private final TreeCopier copier;

    ToolContender(Loop loop, CopySettings settings) {
        this.loop = loop;
        this.copier = new TreeCopier(loop, settings);
    }

    @Override
    public String name() {
        return "loop, the whole program";
    }

    @Override
    public void copy(Run run) throws IOException {
        copier.copy(run.sourceRoot(), run.targetRoot());
    }

    @Override
    public boolean needsDirectories() {
        return false;
    }

    @Override
    public void close() {
        loop.close();
    }
}
