/**
 * The C API of the native library as static methods.
 *
 * <table class="striped">
 * <caption>C and Java</caption>
 * <thead><tr><th scope="col">C</th><th scope="col">Java</th></tr></thead>
 * <tbody>
 * <tr><td>{@code xev.h}</td><td>{@link dev.xev.cxev.Xev}</td></tr>
 * <tr><td>{@code xev_ext.h}</td><td>{@link dev.xev.cxev.XevExt}</td></tr>
 * <tr><td>{@code T *}</td><td>{@link java.lang.foreign.MemorySegment}</td></tr>
 * <tr><td>{@code const char *} of the library</td><td>{@link java.lang.String}</td></tr>
 * <tr><td>{@code uint32_t}, enumerations</td><td>{@code int}</td></tr>
 * <tr><td>{@code uint64_t}, {@code int64_t}</td><td>{@code long}</td></tr>
 * <tr><td>a structure</td><td>a class of byte offsets with static readers and writers</td></tr>
 * <tr><td>a callback</td><td>an interface whose {@code bind} gives the function pointer</td></tr>
 * </tbody>
 * </table>
 *
 * <p><b>Memory.</b> Nothing here keeps memory alive. What a structure, an operation or a callback
 * refers to belongs to the caller and has to stay where it is until the library is done with it.
 *
 * <p><b>Threads.</b> Everything that takes a loop is called on the loop's thread, except where a
 * method says otherwise. The segment of a loop that other threads wake has to be usable by them:
 * from a shared, automatic or global arena.
 */
package dev.xev.cxev;
