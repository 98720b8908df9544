package dev.xev;

import dev.xev.cxev.XevExtHandle;

/** Descriptors of the system that come from elsewhere, or go there. */
final class Descriptors {
    private Descriptors() {}

    static Handle adopt(Core core, int descriptor) {
        Check.argument(descriptor >= 0, "a descriptor is not negative: ", descriptor);
        long result = XevExtHandle.xev_ext_adopt(core.boundary.loop(), descriptor);
        if (result < 0) {
            throw new XevException("adopt descriptor " + descriptor, XevError.ofOutcome(result));
        }
        return new Handle(core, (int) result);
    }

    static int release(Core core, Handle handle, Object resource) {
        long result = XevExtHandle.xev_ext_release(core.boundary.loop(), handle.number);
        if (result < 0) throw new XevException("release " + resource, XevError.ofOutcome(result));
        return (int) result;
    }
}
