/**
 * A single-threaded completion event loop: start operations, get their results in callbacks.
 *
 * <h2>A loop and a timer</h2>
 *
 * A {@link dev.xev.Loop} belongs to one thread, which gives it time by calling {@link
 * dev.xev.Loop#run()}. Everything else is opened on a loop and started there. Each operation ends
 * in a callback, which runs out of {@code run} and answers what becomes of the operation: {@link
 * dev.xev.Action#REARM} starts it again, {@link dev.xev.Action#DISARM} does not. When nothing is
 * left to wait for, {@code run} returns.
 *
 * {@snippet file="snippets/Timers.java" region="three-ticks"}
 *
 * <h2>Results</h2>
 *
 * Operations that move bytes report a number: how many moved, -1 for the end of a stream, or at
 * most -2 for an error. {@link dev.xev.Transfer#of} lifts the number to something for a {@code
 * switch} that the compiler checks, at the price of a small allocation. Operations that yield an
 * object (a connection, an open file) report a {@link dev.xev.Result}. Errors are never thrown at a
 * callback: they are an {@link dev.xev.XevError}, whose codes are the same on every system. What is
 * thrown are mistakes of the caller, and set-ups that fail.
 *
 * {@snippet file="snippets/CopyFile.java" region="copy"}
 *
 * <h2>Sockets</h2>
 *
 * A {@link dev.xev.TcpListener} yields {@link dev.xev.TcpSocket}s, one for each connection, as long
 * as its callback answers {@code REARM}:
 *
 * {@snippet file="snippets/EchoServer.java" region="accept"}
 *
 * A read takes what is there, or waits for it. A write moves all its bytes; what is written behind
 * it is kept in order and leaves together. A read and writes can be in flight at the same time.
 *
 * {@snippet file="snippets/EchoServer.java" region="connection"}
 *
 * A server with many connections that mostly wait had better not give each of them a buffer. {@link
 * dev.xev.TcpSocket#receive} takes buffers of the loop when there is something to put into them,
 * and lends them to the callback:
 *
 * {@snippet file="snippets/ReceivingServer.java" region="receive"}
 *
 * <h2>Memory</h2>
 *
 * What is given to an operation must be left alone until its callback. The system works directly on
 * memory of {@link dev.xev.Loop#allocate}, of {@link dev.xev.Loop#arena}, of the global arena and
 * of arenas that the garbage collector frees, and on plain direct byte buffers. Arrays and memory
 * of other arenas work as well, through a copy: they could move, or be freed under the operation.
 *
 * <h2>Ending things</h2>
 *
 * Every start answers a number. {@link dev.xev.Loop#cancel} asks for the end of the operation with
 * that number, and {@link dev.xev.Loop#deadline} does so after a while:
 *
 * {@snippet file="snippets/Deadlines.java" region="deadline"}
 *
 * An operation that was asked to end still reports once: {@code CANCELED}, which means that it had
 * no effect, or its own result if that came first. Closing a socket, a file or a timer ends what is
 * armed on it, and closing the loop ends everything.
 *
 * <h2>Other threads</h2>
 *
 * Objects of a loop are for its thread. Others use {@link dev.xev.Loop#execute}, or {@link
 * dev.xev.Async}, which allocates nothing:
 *
 * {@snippet file="snippets/Notifications.java" region="from-another-thread"}
 *
 * Work that blocks goes the other way, by {@link dev.xev.Loop#offload}. A program without a thread
 * for the loop gets both by {@link dev.xev.Loop#start}; one with an event loop of its own, such as
 * a user interface, embeds this one: {@link dev.xev.Loop#prepare}.
 */
package dev.xev;
