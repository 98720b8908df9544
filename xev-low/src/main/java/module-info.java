import org.jspecify.annotations.NullMarked;

/** The C API of the native library, name for name. */
@NullMarked
module dev.xev.cxev {
    requires static org.jspecify;

    exports dev.xev.cxev;
}
