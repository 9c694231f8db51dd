package io.memguard;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the rooms: data flows one way, and each mechanism lives in one room. */
class ArchitectureTest {
  private static final String ROOT = "io.memguard";

  /** A room may use only rooms of earlier groups, and rooms of its own group without a cycle. */
  private static final List<List<String>> ORDER =
      List.of(
          List.of("snapshot", "verdict", "bootstrap", "thread"),
          List.of("source", "instrument", "dump"),
          List.of("ledger"),
          List.of("detect"),
          List.of("investigate", "act", "blackbox", "report"),
          List.of("expose", "cli"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void roomsUseOnlyEarlierRooms() {
    for (int group = 0; group < ORDER.size(); group++) {
      String[] later =
          ORDER.stream()
              .skip(group + 1L)
              .flatMap(List::stream)
              .map(ArchitectureTest::room)
              .toArray(String[]::new);
      String[] own = ORDER.get(group).stream().map(ArchitectureTest::room).toArray(String[]::new);
      if (later.length > 0) {
        noClasses()
            .that()
            .resideInAnyPackage(own)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(later)
            .check(CLASSES);
      }
      noClasses()
          .that()
          .resideInAnyPackage(own)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT)
          .check(CLASSES);
    }
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void byteBuddyIsInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("instrument"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("net.bytebuddy..")
        .check(CLASSES);
  }

  @Test
  void heapDumpsAreReadInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("dump"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.netbeans..")
        .check(CLASSES);
  }

  @Test
  void flightRecorderIsReadInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("source"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .check(CLASSES);
  }

  @Test
  void jsonIsWrittenInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("report"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.gson..")
        .check(CLASSES);
  }

  @Test
  void theCommandLineIsParsedAndOtherJvmsAreAttachedToInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("cli"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "com.sun.tools.attach..")
        .check(CLASSES);
  }

  @Test
  void prometheusIsWrittenInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("expose"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.prometheus..")
        .check(CLASSES);
  }

  @Test
  void factsKnowOnlyTheJdk() {
    noClasses()
        .that()
        .resideInAnyPackage(room("snapshot"), room("bootstrap"))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", room("snapshot"), room("bootstrap"))
        .check(CLASSES);
  }

  @Test
  void nothingUsesTheLogManagerOrEndsTheHost() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
    // The command line is a process of its own.
    noClasses()
        .that()
        .doNotHaveSimpleName("CommandLine")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
    noClasses().should().callMethod(Runtime.class, "halt", int.class).check(CLASSES);
    noClasses()
        .that()
        .doNotHaveSimpleName("CommandLine")
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
  }

  /** The one that ticks is made by the agent's door, whose classes are the application's. */
  @Test
  void threadsAreMadeInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackages(room("thread"), room("cli"))
        .and()
        .doNotHaveSimpleName("Agent")
        .should()
        .callConstructorWhere(target(owner(type(Thread.class))))
        .check(CLASSES);
  }

  private static String room(String name) {
    return ROOT + "." + name + "..";
  }
}
