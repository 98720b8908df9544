package dev.xev.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process of ours on a core of its own. The system ends it when its time is over, whatever
 * becomes of us; closing it ends it at once. No other process is ever touched.
 */
public final class Child implements AutoCloseable {
    private static final String END = "\0";

    private final String name;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final PrintWriter input;
    private final Thread reader;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.input = new PrintWriter(process.outputWriter(), true);
        this.reader = Thread.ofPlatform().daemon().name("child " + name).start(this::read);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts a program that may run for so many seconds. */
    public static Child start(
            Session session, String name, int core, int seconds, List<String> command)
            throws IOException {
        List<String> whole = new ArrayList<>();
        var pin = session.peers().c("pin").file();
        if (pin.isPresent()) {
            whole.addAll(List.of("" + pin.get(), "" + core, "" + seconds));
        }
        whole.addAll(command);
        Path log = session.work().resolve(name.replaceAll("\\W+", "-") + ".log");
        Process process = new ProcessBuilder(whole).redirectError(log.toFile()).start();
        return new Child(name, process, log);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(" + e.getMessage() + ")");
        } finally {
            lines.add(END);
        }
    }

    /** {@return the next line it prints} */
    public String line(int seconds) throws IOException, InterruptedException {
        String line = lines.poll(seconds, TimeUnit.SECONDS);
        if (line == null) throw new IOException(name + " has said nothing for " + seconds + " s");
        if (line.equals(END)) throw new IOException(name + " has ended" + complaint());
        return line;
    }

    /** {@return what it ends with; -1 if it does not in that time} */
    public int code(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Says something to it. */
    public void tell(String line) {
        input.println(line);
    }

    public long pid() {
        return process.pid();
    }

    private String complaint() throws IOException, InterruptedException {
        process.waitFor(1, TimeUnit.SECONDS);
        List<String> said = Files.readAllLines(log);
        String last = String.join(" | ", said.subList(Math.max(0, said.size() - 5), said.size()));
        return last.isEmpty() ? "" : ": " + last;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) process.destroyForcibly();
            reader.join(1000);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
