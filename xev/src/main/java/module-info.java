import org.jspecify.annotations.NullMarked;

/** A single-threaded completion event loop. */
@NullMarked
module dev.xev {
    requires dev.xev.cxev;
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    exports dev.xev;
}
