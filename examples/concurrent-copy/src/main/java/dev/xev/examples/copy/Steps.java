package dev.xev.examples.copy;

import java.util.List;

/** Where an engine gets its steps from. */
@FunctionalInterface
interface Steps {
    /** The next steps, about {@code most} of them; none when there are no more. May block. */
    List<Step> next(int most);
}
