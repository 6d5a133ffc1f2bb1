package dev.basalt.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.basalt.core.testing.World;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The lines between the packages, and what the engine stands on. */
class ArchitectureTest {
  private static final String CORE = "dev.basalt.core";

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(CORE);

  private static final ArchRule STANDS_ON_JAVA_ALONE =
      classes()
          .that()
          .resideOutsideOfPackage(CORE + ".config")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(CORE + "..", "java..", "org.jspecify..");

  private static final ArchRule LOCKS_NOTHING =
      noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED);

  @Test
  void theEngineStandsOnJavaAloneAndReadsYamlInOnePackage() {
    STANDS_ON_JAVA_ALONE.check(ENGINE);
    classes()
        .that()
        .resideInAPackage(CORE + ".config")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(CORE + "..", "java..", "org.jspecify..", "org.snakeyaml.engine..")
        .check(ENGINE);
  }

  @Test
  void aClassThatStandsOnMoreIsFoundOut() {
    JavaClasses tests = new ClassFileImporter().importClasses(ArchitectureTest.class, World.class);
    assertThatThrownBy(() -> STANDS_ON_JAVA_ALONE.check(tests))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ArchitectureTest");
  }

  @Test
  void thePackagesFormLayers() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("resource")
        .definedBy(CORE + ".resource")
        .layer("event")
        .definedBy(CORE + ".event")
        .layer("estimate")
        .definedBy(CORE + ".estimate")
        .layer("port")
        .definedBy(CORE + ".port")
        .layer("config")
        .definedBy(CORE + ".config")
        .layer("peers")
        .definedBy(CORE + ".peers")
        .layer("model")
        .definedBy(CORE + ".model")
        .layer("spi")
        .definedBy(CORE + ".spi")
        .layer("session")
        .definedBy(CORE + ".session")
        .layer("action")
        .definedBy(CORE + ".action")
        .layer("explain")
        .definedBy(CORE + ".explain")
        .layer("engine")
        .definedBy(CORE + ".engine")
        .whereLayer("resource")
        .mayNotAccessAnyLayer()
        .whereLayer("estimate")
        .mayNotAccessAnyLayer()
        .whereLayer("config")
        .mayOnlyAccessLayers("resource")
        .whereLayer("event")
        .mayOnlyAccessLayers("resource")
        .whereLayer("port")
        .mayOnlyAccessLayers("resource", "event")
        .whereLayer("peers")
        .mayOnlyAccessLayers("event")
        .whereLayer("model")
        .mayOnlyAccessLayers("resource", "event", "estimate", "peers")
        .whereLayer("spi")
        .mayOnlyAccessLayers("resource", "event", "model")
        .whereLayer("session")
        .mayOnlyAccessLayers("resource", "event", "port", "peers", "model", "spi", "config")
        .whereLayer("action")
        .mayOnlyAccessLayers(
            "resource", "event", "port", "config", "peers", "model", "spi", "session")
        .whereLayer("explain")
        .mayOnlyAccessLayers("resource", "event", "model", "session", "action")
        .check(ENGINE);
    slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(ENGINE);
  }

  @Test
  void oneThreadOwnsTheStateSoNothingIsLocked() {
    LOCKS_NOTHING.check(ENGINE);
    noClasses()
        .that()
        .doNotHaveSimpleName("EngineLoop")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent.locks")
        .because("only the loop sleeps")
        .check(ENGINE);
  }

  @Test
  void aSynchronizedMethodIsFoundOut() {
    JavaClasses locking = new ClassFileImporter().importClasses(StringBuffer.class);
    assertThatThrownBy(() -> LOCKS_NOTHING.check(locking)).isInstanceOf(AssertionError.class);
  }

  @Test
  void everyPackageIsNullMarked() throws ClassNotFoundException {
    Set<String> packages = new TreeSet<>();
    ENGINE.forEach(type -> packages.add(type.getPackageName()));
    assertThat(packages).hasSizeGreaterThanOrEqualTo(9);
    for (String name : packages) {
      assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
          .as(name)
          .isTrue();
    }
  }

  @Test
  void timeIsAParameter() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.port\\.Clock.*")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .check(ENGINE);
  }
}
