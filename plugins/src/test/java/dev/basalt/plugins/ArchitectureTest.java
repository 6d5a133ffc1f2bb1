package dev.basalt.plugins;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.basalt.plugins",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule PLUGINS_STAND_ON_THE_SPI_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.basalt.plugins..",
              "dev.basalt.core.spi",
              "dev.basalt.core.model",
              "dev.basalt.core.resource",
              "dev.basalt.core.event",
              "dev.basalt.core.peers",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule PLUGINS_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("dev.basalt.plugins.(*)..").should().notDependOnEachOther();
}
