package dev.xev;

import java.time.Duration;

/**
 * What a loop has done since it was opened. Taken from any thread; the numbers need not be of the
 * same moment.
 *
 * @param turns turns
 * @param callbacks calls of callbacks and tasks
 * @param tasks tasks and notifications from {@link Loop#execute}, {@link Async#send} and such
 * @param submissions operations handed to the library
 * @param events events that came back
 * @param largestBatch the most events of one turn
 * @param systemCalls system calls of the loop's thread
 * @param waits waits of the loop
 * @param waiting the time in them
 * @param busy the time of runs outside of their waits: callbacks, tasks and the loop itself
 * @param wakeUps waits ended by another thread, at the price of a system call
 * @param overflows times the kernel had more events than its queue holds; none was lost
 * @param starved receives that had to wait for a buffer of the loop
 * @param armed operations in flight now
 * @param handles files and sockets open now
 * @param timers timers and deadlines armed now
 * @param buffersLent buffers of the loop that are lent now
 * @param poolThreads threads of the loop's pool now
 * @param poolQueued operations that wait for such a thread now
 */
public record Metrics(
        long turns,
        long callbacks,
        long tasks,
        long submissions,
        long events,
        long largestBatch,
        long systemCalls,
        long waits,
        Duration waiting,
        Duration busy,
        long wakeUps,
        long overflows,
        long starved,
        long armed,
        long handles,
        int timers,
        int buffersLent,
        int poolThreads,
        int poolQueued) {}
