package dev.xev.examples.copy;

import dev.xev.Backend;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;

/** Every way in which the program can copy here. */
final class Kinds {
    private Kinds() {}

    /** A test that runs for each backend that this system offers and each strategy. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("dev.xev.examples.copy.Kinds#all")
    @interface EveryKind {}

    static Stream<Arguments> all() {
        return Backend.available().stream()
                .map(LoopChoice::name)
                .flatMap(
                        backend ->
                                Stream.of(Strategy.values())
                                        .map(strategy -> Arguments.of(backend, strategy)));
    }
}
