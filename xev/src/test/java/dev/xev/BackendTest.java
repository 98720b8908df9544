package dev.xev;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A test that runs once on each backend this system offers, with the backend as its argument: the
 * contract is the same on all of them. It runs on a thread of its own, so it opens its loop itself.
 */
@Target(METHOD)
@Retention(RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(BackendTest.Backends.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@interface BackendTest {
    /**
     * Whether it runs on the simulated backend too: not if it talks to the system beside the loop.
     */
    boolean simulated() default false;

    final class Backends implements ArgumentsProvider, AnnotationConsumer<BackendTest> {
        private boolean simulated;

        @Override
        public void accept(BackendTest annotation) {
            simulated = annotation.simulated();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            List<Backend> backends = new ArrayList<>(Backend.available());
            if (simulated) backends.add(Backend.SIMULATED);
            String only = System.getProperty("xev.test.backend");
            return backends.stream()
                    .filter(backend -> only == null || backend.name().equalsIgnoreCase(only))
                    .map(Arguments::of);
        }
    }
}
