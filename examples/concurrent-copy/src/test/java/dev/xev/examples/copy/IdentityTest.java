package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xev.examples.copy.Kinds.EveryKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** A program that runs as its owner does not run as somebody else once it is copied. */
class IdentityTest {
    private static final int SET_OWNER_AND_GROUP = 06755;

    @TempDir private Path temporary;

    private Attributes program() throws Exception {
        Path program = Trees.file(temporary.resolve("source"), 100);
        Files.setAttribute(program, "unix:mode", SET_OWNER_AND_GROUP);
        return Attributes.of(program);
    }

    @Test
    void programOfTheSameOwnerKeepsItsMode() throws Exception {
        Attributes program = program();

        var same = new Identity(program.owner(), program.group());

        assertEquals(SET_OWNER_AND_GROUP, same.permitted(program));
    }

    @Test
    void programOfAnotherOwnerLosesWhatItsOwnerGave() throws Exception {
        Attributes program = program();

        var otherOwner = new Identity(program.owner() + 1, program.group());
        var otherGroup = new Identity(program.owner(), program.group() + 1);

        assertEquals(02755, otherOwner.permitted(program));
        assertEquals(04755, otherGroup.permitted(program));
    }

    @EveryKind
    void foreignProgramIsCopiedWithoutItsRights(String backend, Strategy strategy)
            throws Exception {
        assumeTrue(Identity.current().owner() == 0, "only root can own a file as somebody else");
        Path program = Trees.file(temporary.resolve("source"), 100);
        Files.setAttribute(program, "unix:uid", 65534);
        Files.setAttribute(program, "unix:mode", 04755);
        Path copy = temporary.resolve("target");

        Program.run("--backend", backend, "--strategy", strategy, program, copy);

        assertEquals(0755, Attributes.of(copy).mode());
    }
}
