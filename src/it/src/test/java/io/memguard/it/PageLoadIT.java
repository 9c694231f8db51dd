package io.memguard.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.memguard.it.program.Sums;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that are many, slow, or mean, while the application works. */
class PageLoadIT {
  private static final int CLIENTS = 200;
  private static final int SLOW_CLIENTS = 100;

  /** What the server has open at most, beside its door. */
  private static final int CONNECTIONS = 64;

  @RegisterExtension final Workbench bench = new Workbench();

  /** What clients send, and how the answer begins. */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "HTTP/1.1 200 ",
          "GET /api/lives HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "HTTP/1.1 200 ",
          "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx",
          "HTTP/1.1 405 ",
          "GET /../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "HTTP/1.1 404 ",
          "GET /incidents/../blackbox HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "HTTP/1.1 404 ",
          "GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n",
          "HTTP/1.1 403 ",
          "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000),
          "HTTP/1.1 431 ",
          "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
          "HTTP/1.1 400 ");

  @Test
  void clientsOfAllSortsDoTheApplicationNoHarm() throws Exception {
    Path end = bench.folder().resolve("end");
    AgentJvm jvm =
        bench
            .jvm()
            .agent("interval=200ms", "http=0")
            .flags("-Xmx64m")
            .main(Sums.class, end.toString())
            .start();
    Web web = Web.of(jvm);
    jvm.await("metrics", () -> web.body("/metrics"));
    long sockets = sockets(jvm);
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      Socket socket = web.connect();
      socket.getOutputStream().write("GET / HTT".getBytes(StandardCharsets.US_ASCII));
      slow.add(socket);
    }
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ANSWERS.forEach(
          (request, begin) -> answers.add(clients.submit(() -> rightOrNone(web, request, begin))));
    }
    assertThat(sockets(jvm)).isLessThanOrEqualTo(sockets + CONNECTIONS);
    assertThat(threads(jvm, "memguard-http")).isOne();
    for (Future<Boolean> answer : answers) {
      assertThat(answer.get()).isTrue();
    }
    clients.shutdown();
    for (Socket socket : slow) {
      socket.close();
    }
    for (Map.Entry<String, String> one : ANSWERS.entrySet()) {
      assertThat(web.send(one.getKey())).startsWith(one.getValue());
    }
    assertThat(threads(jvm, "memguard-http")).isOne();
    Files.createFile(end);
    assertThat(jvm.exitCode()).as(jvm::description).isZero();
    assertThat(jvm.stdoutText().strip()).isEqualTo(Long.toString(Sums.once()));
    assertThat(jvm.ownLines()).noneMatch(line -> line.contains("failure"));
  }

  /** While all places are taken a client may be sent away; a wrong answer is never given. */
  private static boolean rightOrNone(Web web, String request, String begin) {
    try {
      String answer = web.send(request);
      return answer.isEmpty() || answer.startsWith(begin);
    } catch (IOException sentAway) {
      return true;
    }
  }

  private static long sockets(AgentJvm jvm) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(jvm.pid()), "fd"))) {
      return open.filter(PageLoadIT::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closed) {
      return false;
    }
  }

  private static long threads(AgentJvm jvm, String name) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(jvm.pid()), "task"))) {
      return tasks.filter(task -> named(task, name)).count();
    }
  }

  private static boolean named(Path task, String name) {
    try {
      return Files.readString(task.resolve("comm")).strip().equals(name);
    } catch (IOException ended) {
      return false;
    }
  }
}
