/** The C API of the native library, name for name. */
module dev.xev.cxev {
    requires static org.jspecify;

    exports dev.xev.cxev;
}
