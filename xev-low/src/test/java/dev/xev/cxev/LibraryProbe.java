package dev.xev.cxev;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** A program of {@link LibraryLoadingTest}: says what happens when it uses the library. */
public final class LibraryProbe {
    private LibraryProbe() {}

    /** Does what its arguments say, one after the other. */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            switch (argument) {
                case "call" -> attempt(LibraryProbe::call);
                case "callback" -> attempt(LibraryProbe::callback);
                case "extension" -> attempt(LibraryProbe::extension);
                case "loaders" -> callInTwoClassLoaders();
                default -> throw new IllegalArgumentException(argument);
            }
        }
    }

    /** Calls one function of {@code xev.h}. */
    public static void call() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment loop = arena.allocate(Xev.XEV_SIZEOF_LOOP, 16);
            int code = Xev.xev_loop_init(loop);
            System.out.println("init " + code + " from " + XevExt.libraryName());
            Xev.xev_loop_deinit(loop);
        }
    }

    /** Calls functions of other shapes, and is called back. */
    private static void callback() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment loop = arena.allocate(Xev.XEV_SIZEOF_LOOP, 16);
            MemorySegment completion = arena.allocate(Xev.XEV_SIZEOF_COMPLETION, 16);
            Xev.xev_loop_init(loop);
            Xev.xev_loop_update_now(loop);
            System.out.println("now " + Xev.xev_loop_now(loop));
            TimerCallback callback =
                    (_, _, result, userdata) -> {
                        System.out.println("timer " + result + " " + userdata.address());
                        throw new IllegalStateException("from the callback");
                    };
            MemorySegment function = TimerCallback.bind(completion, callback);
            // SAFETY: a number for the callback, which nothing is read through.
            MemorySegment userdata = MemorySegment.ofAddress(42);
            Xev.xev_timer_run(loop, loop, completion, 0, userdata, function);
            Xev.xev_loop_run(loop, Xev.XEV_RUN_UNTIL_DONE);
        }
    }

    private static void extension() {
        System.out.println("extension " + XevExt.isPresent());
        System.out.println("count " + XevExt.xev_ext_error_count());
    }

    private static void callInTwoClassLoaders() throws Exception {
        String[] path = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        URL[] urls = new URL[path.length];
        for (int i = 0; i < path.length; i++) urls[i] = Path.of(path[i]).toUri().toURL();
        ClassLoader parent = ClassLoader.getPlatformClassLoader();
        try (var first = new URLClassLoader(urls, parent);
                var second = new URLClassLoader(urls, parent)) {
            first.loadClass(LibraryProbe.class.getName()).getMethod("call").invoke(null);
            second.loadClass(LibraryProbe.class.getName()).getMethod("call").invoke(null);
        }
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            System.out.println(e);
        }
    }
}
