package dev.xev;

import dev.xev.cxev.Op;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A TCP connection: read what arrives, write what shall be sent. A read and any number of writes
 * can be in flight together.
 *
 * <p>All methods are for the loop's thread. Memory given to an operation stays the program's, but
 * must be left alone until the callback. Memory of {@link Loop#allocate} and {@link Loop#arena} and
 * plain direct byte buffers are used in place; arrays, and memory of other arenas, go through a
 * copy.
 *
 * {@snippet file="snippets/EchoServer.java" region="connection"}
 */
public final class TcpSocket implements Resource, AutoCloseable {
    private final Core core;
    private final Handle handle;
    private final int registration;
    private @Nullable Object attachment;
    private @Nullable SocketReading reading;
    private @Nullable SocketWriting writing;

    TcpSocket(Core core, Handle handle) {
        this.core = core;
        this.handle = handle;
        this.registration = core.registry.add(this);
    }

    /**
     * Connects to an address.
     *
     * @param loop the loop of the new socket
     * @param address an {@link InetSocketAddress} with an address in it, not only a name
     * @param callback called with the socket, or with the reason why there is none
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalArgumentException if the address is of another kind, or only a name
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static long connect(
            Loop loop, SocketAddress address, ResultCallback<Loop, TcpSocket> callback) {
        Core core = Check.notNull(loop, "the loop").core();
        return Sockets.connect(
                core, Sockets.inet(address), Check.notNull(callback, "the callback"));
    }

    /**
     * {@return a socket for a connection that another library has opened}
     *
     * @param loop its loop
     * @param descriptor the system's number of it; the socket owns it from now on
     * @throws XevException if it is not open
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static TcpSocket adopt(Loop loop, int descriptor) {
        Core core = Check.notNull(loop, "the loop").core();
        core.checkOpen();
        return new TcpSocket(core, Descriptors.adopt(core, descriptor));
    }

    /** {@return the loop it belongs to} */
    public Loop loop() {
        return core.loop;
    }

    /** {@return what the program has attached, or null} */
    public @Nullable Object attachment() {
        return attachment;
    }

    /**
     * Attaches an object, so that one callback object can serve all sockets.
     *
     * @param object any object, or null
     * @return this socket
     */
    public TcpSocket attach(@Nullable Object object) {
        attachment = object;
        return this;
    }

    SocketReading reading() {
        SocketReading reading = this.reading;
        if (reading == null) {
            reading = new SocketReading(core, this, handle);
            this.reading = reading;
        }
        return reading;
    }

    SocketWriting writing() {
        SocketWriting writing = this.writing;
        if (writing == null) {
            writing = new SocketWriting(core, this, handle);
            this.writing = writing;
        }
        return writing;
    }

    /** One of its operations has ended; the callback comes next. */
    void ended(Operation operation) {
        if (operation.kind == Op.SEND || operation.kind == Op.SHUTDOWN) writing().ended(operation);
    }

    /**
     * Reads what is there, or waits for it.
     *
     * @param buffer where to; at least one byte and at most all of them are filled
     * @param callback called with how many bytes there are, -1 at the end of the stream, or an
     *     error; {@link Action#REARM} reads into the same memory again
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalArgumentException if the buffer is empty or cannot be changed
     * @throws IllegalStateException if a read is pending, or the buffer's arena, this or the loop
     *     is closed
     * @throws WrongThreadException if the loop, or the buffer's arena, belongs to another thread
     */
    public long read(MemorySegment buffer, OperationCallback<TcpSocket> callback) {
        return read(buffer, 0, Check.notNull(buffer, "the buffer").byteSize(), callback);
    }

    /**
     * Reads into a part of a segment; else as {@link #read(MemorySegment, OperationCallback)}.
     *
     * @param buffer where to
     * @param from the first byte of it to fill
     * @param length how many bytes at most
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IndexOutOfBoundsException if the buffer has no such part
     */
    public long read(
            MemorySegment buffer, long from, long length, OperationCallback<TcpSocket> callback) {
        return reading().read(buffer, from, length, callback);
    }

    /**
     * Reads into the remaining bytes of a byte buffer, whose position moves before the callback;
     * else as {@link #read(MemorySegment, OperationCallback)}.
     *
     * @param buffer where to
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(ByteBuffer buffer, OperationCallback<TcpSocket> callback) {
        return reading().read(buffer, callback);
    }

    /**
     * Reads into an array, through a copy; else as {@link #read(MemorySegment, OperationCallback)}.
     *
     * @param buffer where to
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(byte[] buffer, OperationCallback<TcpSocket> callback) {
        return reading().read(buffer, callback);
    }

    /**
     * Receives into buffers that the loop owns ({@link Loop#buffers}), as long as the callback
     * answers {@link Action#REARM}. While the socket waits it holds no buffer; when none is left,
     * it goes on as soon as one comes back.
     *
     * @param callback called with each buffer, then with the end of the stream or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}, whose time then begins
     *     anew with each call
     * @throws IllegalStateException if a read is pending, or this or the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public long receive(BufferCallback<TcpSocket> callback) {
        return reading().receive(callback);
    }

    /**
     * Writes all bytes of a segment, after what was written before.
     *
     * @param buffer what to send
     * @param callback called with how many bytes were sent, which is all of them, or an error; then
     *     {@link Loop#bytesMoved} tells how many went before it. {@link XevError#QUEUE_FULL} means
     *     that more than {@link #writeLimit} is queued, and nothing of this was sent
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalArgumentException if the buffer is empty
     * @throws IllegalStateException if the output is shut down, or the buffer's arena, this or the
     *     loop is closed
     * @throws WrongThreadException if the loop, or the buffer's arena, belongs to another thread
     */
    public long write(MemorySegment buffer, @Nullable OperationCallback<TcpSocket> callback) {
        return write(buffer, 0, Check.notNull(buffer, "the buffer").byteSize(), callback);
    }

    /**
     * Writes a part of a segment; else as {@link #write(MemorySegment, OperationCallback)}.
     *
     * @param buffer what to send
     * @param from the first byte of it
     * @param length how many bytes
     * @param callback called with how many bytes were sent, or an error; null: errors go to {@link
     *     #onError}
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IndexOutOfBoundsException if the buffer has no such part
     */
    public long write(
            MemorySegment buffer,
            long from,
            long length,
            @Nullable OperationCallback<TcpSocket> callback) {
        return writing().write(buffer, from, length, callback);
    }

    /**
     * Writes the remaining bytes of a byte buffer, whose position moves before the callback; else
     * as {@link #write(MemorySegment, OperationCallback)}.
     *
     * @param buffer what to send
     * @param callback called with how many bytes were sent, or an error; null: errors go to {@link
     *     #onError}
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(ByteBuffer buffer, @Nullable OperationCallback<TcpSocket> callback) {
        return writing().write(buffer, callback);
    }

    /**
     * Writes an array, through a copy; else as {@link #write(MemorySegment, OperationCallback)}.
     *
     * @param buffer what to send
     * @param callback called with how many bytes were sent, or an error; null: errors go to {@link
     *     #onError}
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(byte[] buffer, @Nullable OperationCallback<TcpSocket> callback) {
        return writing().write(buffer, callback);
    }

    /**
     * Writes a buffer of the loop, which goes back by itself when that is done; else as {@link
     * #write(MemorySegment, OperationCallback)}.
     *
     * @param buffer what to send, lent or kept
     * @param callback called with how many bytes were sent, or an error; null: errors go to {@link
     *     #onError}
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalStateException if the buffer is not lent
     */
    public long write(LoopBuffer buffer, @Nullable OperationCallback<TcpSocket> callback) {
        return writing().write(buffer, callback);
    }

    /**
     * Writes without a callback: errors go to {@link #onError}. Up to 256 bytes are copied before
     * this returns. Such small writes of one turn leave as one, and where they fail that is told of
     * once.
     *
     * @param buffer what to send
     */
    public void write(MemorySegment buffer) {
        write(buffer, 0, Check.notNull(buffer, "the buffer").byteSize());
    }

    /**
     * Writes a part of a segment; else as {@link #write(MemorySegment)}.
     *
     * @param buffer what to send
     * @param from the first byte of it
     * @param length how many bytes
     * @throws IndexOutOfBoundsException if the buffer has no such part
     */
    public void write(MemorySegment buffer, long from, long length) {
        writing().writeUntold(buffer, from, length);
    }

    /**
     * Writes without a callback: errors go to {@link #onError}.
     *
     * @param buffer what to send
     */
    public void write(ByteBuffer buffer) {
        write(buffer, null);
    }

    /**
     * Writes an array, through a copy; else as {@link #write(MemorySegment)}.
     *
     * @param buffer what to send
     */
    public void write(byte[] buffer) {
        writing().writeUntold(buffer);
    }

    /**
     * Writes without a callback: errors go to {@link #onError}.
     *
     * @param buffer what to send, lent or kept
     */
    public void write(LoopBuffer buffer) {
        write(buffer, null);
    }

    /** {@return how many bytes of writes have not ended} */
    public long queuedBytes() {
        return writing == null ? 0 : writing.queuedBytes;
    }

    /** {@return above how many queued bytes further writes are refused} */
    public long writeLimit() {
        return writing().limit;
    }

    /**
     * Sets above how many queued bytes further writes are refused with {@link XevError#QUEUE_FULL}.
     * A single write may be larger than that.
     *
     * @param bytes how many
     * @return this socket
     */
    public TcpSocket writeLimit(long bytes) {
        Check.argument(bytes > 0, "the write limit is positive, not ", bytes);
        writing().limit = bytes;
        return this;
    }

    /**
     * Sets what is called when nothing is queued any more, after a write had to wait behind another
     * or was refused.
     *
     * @param callback called on the loop's thread, or null
     * @return this socket
     */
    public TcpSocket onDrain(@Nullable Consumer<TcpSocket> callback) {
        writing().onDrain = callback;
        return this;
    }

    /**
     * Sets what is told of errors of writes that have no callback. Without it they are dropped, as
     * the next read shows that the connection is gone.
     *
     * @param callback called on the loop's thread, or null
     * @return this socket
     */
    public TcpSocket onError(@Nullable BiConsumer<TcpSocket, XevError> callback) {
        writing().onError = callback;
        return this;
    }

    /**
     * Ends the output after everything that is queued: the peer reads the end of the stream.
     * Reading goes on.
     *
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalStateException if this or the loop is closed
     */
    public long shutdownOutput(OperationCallback<TcpSocket> callback) {
        checkStart(callback);
        return writing().shutdown(callback);
    }

    /**
     * Ends the input: a pending read, and later ones, get the end of the stream.
     *
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalStateException if this or the loop is closed
     */
    public long shutdownInput(OperationCallback<TcpSocket> callback) {
        checkStart(callback);
        Operation operation = core.claim(Op.SHUTDOWN, this, callback);
        operation.handle = handle;
        return core.start(operation);
    }

    private void checkStart(OperationCallback<TcpSocket> callback) {
        Check.notNull(callback, "the callback");
        core.checkStart();
        handle.checkOpen(this);
    }

    /** {@return its own address} */
    public SocketAddress localAddress() {
        check();
        return Sockets.localAddress(core, handle);
    }

    /** {@return the address of the peer} */
    public SocketAddress remoteAddress() {
        check();
        return Sockets.remoteAddress(core, handle);
    }

    /**
     * Sets an option.
     *
     * @param option one of {@link StandardSocketOptions} or {@link XevSocketOptions}
     * @param value its value
     * @param <T> the type of the value
     * @return this socket
     * @throws UnsupportedOperationException if there is no such option
     * @throws XevException if the system refuses the value
     */
    public <T> TcpSocket setOption(SocketOption<T> option, T value) {
        check();
        Sockets.setOption(core, handle, option, value);
        return this;
    }

    /**
     * {@return the value of an option}
     *
     * @param option one of {@link StandardSocketOptions} or {@link XevSocketOptions}
     * @param <T> the type of the value
     * @throws UnsupportedOperationException if there is no such option
     */
    public <T> T option(SocketOption<T> option) {
        check();
        return Sockets.option(core, handle, option);
    }

    private void check() {
        core.checkOpen();
        handle.checkOpen(this);
    }

    /**
     * Closes it. Pending reads and writes get {@link XevError#CANCELED}, and queued writes are not
     * sent: to end in order, use {@link #shutdownOutput} and read to the end. Closing twice is no
     * mistake.
     *
     * @throws WrongThreadException if the loop belongs to another thread
     */
    @Override
    public void close() {
        close(null);
    }

    /**
     * Closes it and tells when that is done.
     *
     * @param callback called with 0 after everything that was armed has ended
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public void close(@Nullable OperationCallback<TcpSocket> callback) {
        core.checkAccess();
        if (handle.isClosed()) {
            handle.closedAlready(this, callback);
            return;
        }
        core.registry.remove(registration);
        handle.close(this, callback);
        if (reading != null) reading.closed();
        if (writing != null) writing.closed();
    }

    /** {@return whether it is closed} */
    public boolean isClosed() {
        return handle.isClosed();
    }

    @Override
    public String toString() {
        return "TcpSocket[" + Sockets.describe(core, handle) + "]";
    }
}
