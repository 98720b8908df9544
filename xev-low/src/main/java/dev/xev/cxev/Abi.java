package dev.xev.cxev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The binary interface this module was written for: a list of facts, one a line, packed beside the
 * classes. A library with other facts is refused before anything of it is called.
 */
final class Abi {
    private static final int LINES_SHOWN = 4;

    private Abi() {}

    /** The manifest that this module was written for, in UTF-8. */
    static byte[] manifest() {
        try {
            Packed packed = Packed.find("dev/xev/cxev/manifest.txt");
            if (packed != null) return packed.content();
            throw new XevLinkageError("manifest.txt is not beside the classes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a library's manifest differs from ours, in words; empty if it does not. */
    static String difference(String ours, String theirs) {
        if (ours.equals(theirs)) return "";
        List<String> differences = new ArrayList<>();
        Set<String> expected = lines(ours);
        Set<String> found = lines(theirs);
        for (String line : expected) {
            if (!found.contains(line)) differences.add("it lacks '" + line + "'");
        }
        for (String line : found) {
            if (!expected.contains(line)) differences.add("it has '" + line + "'");
        }
        if (differences.isEmpty()) return "its facts are in another order";
        int more = differences.size() - LINES_SHOWN;
        String shown =
                String.join(
                        ", ", differences.subList(0, Math.min(differences.size(), LINES_SHOWN)));
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    private static Set<String> lines(String manifest) {
        return new LinkedHashSet<>(manifest.lines().filter(line -> !line.isBlank()).toList());
    }
}
