package io.memguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found out of a process before it is touched, on made-up {@code /proc} folders. */
class TargetProcessTest {
  private static final String STATUS =
      "Name:\tjava\nUid:\t%s\t%s\t%s\t%s\nSigCgt:\t2000000181005ccf\n";

  @TempDir Path root;

  @BeforeEach
  void aJvmOfTheSameUser() throws IOException {
    file("proc/self/status", status("1000"));
    file("proc/42/status", status("1000"));
    file(
        "proc/42/cmdline", "/usr/bin/java\0-Xmx1g\0-cp\0/lib/a.jar\0com.acme.Shop\0--port\08080\0");
    file("proc/42/maps", "7f00-7f01 r-xp 00000000 08:01 1 /usr/lib/jvm/lib/server/libjvm.so\n");
    file("proc/42/environ", "LANG=C\0JAVA_TOOL_OPTIONS=-Xss1m\0");
    link("proc/self/ns/net", "net:[1]");
    link("proc/42/ns/net", "net:[1]");
    Files.createDirectories(root.resolve("proc/42/root"));
  }

  @Test
  void nothingStandsInTheWay() throws Exception {
    TargetProcess target = TargetProcess.of(root, 42);
    assertThat(target.obstacle()).isEmpty();
    assertThat(target.isJvm()).hasValue(true);
    assertThat(target.name())
        .isEqualTo("/usr/bin/java -Xmx1g -cp /lib/a.jar com.acme.Shop --port 8080");
    assertThat(target.program()).isEqualTo("com.acme.Shop --port 8080");
    target.mustShareNetwork();
  }

  @Test
  void namesAJarByItsFile() throws Exception {
    file("proc/42/cmdline", "java\0-Xmx1g\0-jar\0/srv/app/shop.jar\0a\033[2Jb\0");
    assertThat(TargetProcess.of(root, 42).program()).isEqualTo("shop.jar a?[2Jb");
  }

  @Test
  void thereIsNoSuchProcess() {
    assertThatThrownBy(() -> TargetProcess.of(root, 43))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("there is no process 43 here");
  }

  @Test
  void itIsNoJvm() throws Exception {
    file("proc/42/maps", "7f00-7f01 r-xp 00000000 08:01 1 /usr/bin/nginx\n");
    assertThat(obstacle()).contains("is not a JVM", "jcmd -l");
  }

  @Test
  void sigquitWouldEndIt() throws Exception {
    file("proc/42/status", status("1000").replace("5ccf", "5ccb"));
    assertThat(obstacle()).contains("does not answer SIGQUIT", "-Xrs");
  }

  @Test
  void itBelongsToSomebodyElse() throws Exception {
    file("proc/42/status", status("2000"));
    assertThat(obstacle()).contains("belongs to user id 2000 and you are 1000", "sudo -u '#2000'");
    file("proc/self/status", status("0"));
    assertThat(TargetProcess.of(root, 42).obstacle()).isEmpty();
  }

  @Test
  void itMustNotBeAttachedTo() throws Exception {
    file("proc/42/cmdline", "java\0-XX:+DisableAttachMechanism\0Main\0");
    assertThat(obstacle()).contains("-XX:+DisableAttachMechanism", "-javaagent:memguard.jar");
    file("proc/42/cmdline", "java\0Main\0");
    file("proc/42/environ", "JAVA_TOOL_OPTIONS=-Xmx1g -XX:+DisableAttachMechanism\0");
    assertThat(obstacle()).contains("-XX:+DisableAttachMechanism");
  }

  @Test
  void itsBeansAreInAnotherNetwork() throws Exception {
    Files.delete(root.resolve("proc/42/ns/net"));
    link("proc/42/ns/net", "net:[2]");
    assertThatThrownBy(() -> TargetProcess.of(root, 42).mustShareNetwork())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("docker exec");
  }

  @Test
  void itDoesNotSeeTheJar() throws Exception {
    Path jar = Files.writeString(root.resolve("memguard.jar"), "");
    TargetProcess target = TargetProcess.of(root, 42);
    assertThatThrownBy(() -> target.mustSee(jar))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("without " + jar, "kubectl cp");
    Path seen = root.resolve("proc/42/root").resolve(jar.toString().substring(1));
    Files.createDirectories(seen.getParent());
    Files.createLink(seen, jar);
    target.mustSee(jar);
  }

  @Test
  void whatIsHiddenIsNoObstacle() throws Exception {
    Files.delete(root.resolve("proc/42/maps"));
    Files.delete(root.resolve("proc/42/environ"));
    Files.delete(root.resolve("proc/42/ns/net"));
    TargetProcess target = TargetProcess.of(root, 42);
    assertThat(target.obstacle()).isEmpty();
    assertThat(target.isJvm()).isEmpty();
    target.mustShareNetwork();
  }

  private String obstacle() throws Refusal {
    return TargetProcess.of(root, 42).obstacle().orElseThrow();
  }

  private static String status(String uid) {
    return STATUS.formatted(uid, uid, uid, uid);
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void link(String path, String target) throws IOException {
    Path link = root.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }
}
