/** A single-threaded completion event loop. */
module dev.xev {
    requires dev.xev.cxev;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.xev;
}
