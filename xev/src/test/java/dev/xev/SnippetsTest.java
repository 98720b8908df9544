package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import snippets.CopyFile;
import snippets.Deadlines;
import snippets.EchoServer;
import snippets.Notifications;
import snippets.ReceivingServer;
import snippets.Timers;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The programs in the documentation do what it says. */
class SnippetsTest {
    @TempDir Path directory;

    private static List<String> printed(Runnable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void timersTicksThreeTimes() {
        assertEquals(List.of("tick", "tick", "tick"), printed(() -> Timers.main(new String[0])));
    }

    @Test
    void theReadmeShowsTheProgramThatTicks() throws Exception {
        String program = Files.readString(Path.of("src/test/java/snippets/Timers.java"));
        String region = program.replaceAll("(?s).*@start[^\\n]*\\n(.*)\\n *// @end.*", "$1");

        String shown = "```java\n" + region.stripIndent().strip() + "\n```";

        assertTrue(Files.readString(Path.of("../README.md")).contains(shown), shown);
    }

    @Test
    void notificationsSeesEverything() {
        List<String> lines = printed(() -> Notifications.main(new String[0]));

        assertEquals("at least 1000", lines.getLast());
    }

    @Test
    void copyFileCopies() throws Exception {
        Path source = Files.write(directory.resolve("source"), new byte[700_000]);
        Path target = directory.resolve("target");

        List<String> lines = printed(() -> CopyFile.main(new String[] {"" + source, "" + target}));

        assertEquals(List.of("copied 700000 bytes"), lines);
        assertEquals(-1, Files.mismatch(source, target));
    }

    @BackendTest
    void theServersEcho(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Function<Loop, TcpListener>> servers =
                    List.of(l -> EchoServer.serve(l, 0), ReceivingServer::serve);
            for (Function<Loop, TcpListener> server : servers) {
                TcpListener listener = server.apply(loop);
                byte[] into = new byte[100];
                int[] received = new int[1];
                TcpSocket.connect(
                        loop,
                        listener.localAddress(),
                        (_, result) -> {
                            TcpSocket socket = result.orElseThrow();
                            socket.write(new byte[100]);
                            socket.read(
                                    into,
                                    (_, count) -> {
                                        received[0] += count;
                                        if (received[0] < 100) return Action.REARM;
                                        socket.close();
                                        return Action.DISARM;
                                    });
                            return Action.DISARM;
                        });
                while (received[0] < 100) loop.run(RunMode.ONCE);
                listener.close();
                loop.run();
            }
            loop.run(RunMode.NO_WAIT);
            assertEquals(0, loop.metrics().handles());
        }
    }

    @BackendTest
    void deadlinesTellsOfAConnectionThatFailed(Backend backend) throws Exception {
        int port;
        try (var server = new java.net.ServerSocket(0)) {
            port = server.getLocalPort();
        }
        InetSocketAddress nobody = new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port);
        List<String> lines =
                printed(
                        () -> {
                            try (Loop loop = Loop.open(backend)) {
                                Deadlines.connect(loop, nobody);
                                loop.run();
                            }
                        });

        assertTrue(lines.getFirst().startsWith("no connection: "), lines.toString());
    }
}
