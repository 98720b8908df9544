/**
 * The C API of the native library, name for name, through {@link java.lang.foreign}.
 *
 * <p>No policy, no state of its own and no threads: what the C functions do is what these methods
 * do. Programs use the module {@code dev.xev}; this one is for those who want the C API itself.
 */
@org.jspecify.annotations.NullMarked
module dev.xev.cxev {
    requires static org.jspecify;

    exports dev.xev.cxev;
}
