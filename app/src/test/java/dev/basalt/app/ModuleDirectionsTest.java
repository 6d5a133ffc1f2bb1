package dev.basalt.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of modules in docs/architecture.md, held to. */
class ModuleDirectionsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.basalt");

  private static final String[] CLIENTS = {
    "io.fabric8..", "io.vertx..", "io.grpc..", "io.netty..", "com.fasterxml.jackson.."
  };

  /** Modules of ours that each module may use besides itself. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          api,
          core,
          plugins,  core
          cluster,  api core
          sim,      core plugins
          testkit,  api
          inspector, core cluster
          webhook,  api core cluster
          controllers, api core cluster
          jobctl,   core inspector
          exporter, api core cluster controllers
          watchdog, api core cluster controllers
          deploy,
          app,      api core plugins cluster inspector webhook controllers jobctl exporter watchdog deploy sim testkit
          """)
  void aModuleUsesNoOtherModulesThanItsOwn(
      String module, @org.jspecify.annotations.Nullable String used) {
    List<String> allowed = new ArrayList<>(List.of(packages(module)));
    if (used != null) {
      Stream.of(used.split(" ")).map(ModuleDirectionsTest::packages).forEach(allowed::add);
    }
    classes()
        .that()
        .resideInAPackage(packages(module))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(not(resideInAPackage("dev.basalt.."))))
        .check(CLASSES);
  }

  @Test
  void theEngineAndItsPluginsKnowNoClient() {
    noClasses()
        .that()
        .resideInAnyPackage(packages("core"), packages("plugins"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLIENTS)
        .check(CLASSES);
  }

  @Test
  void theSimulatorKnowsNoClient() {
    noClasses()
        .that()
        .resideInAPackage(packages("sim"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLIENTS)
        .check(CLASSES);
  }

  @Test
  void pluginsSeeOfTheEngineWhatIsMeantForThem() {
    classes()
        .that()
        .resideInAPackage(packages("plugins"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    packages("plugins"),
                    "dev.basalt.core.spi..",
                    "dev.basalt.core.model..",
                    "dev.basalt.core.resource..",
                    "dev.basalt.core.event..",
                    "dev.basalt.core.peers..")
                .or(not(resideInAPackage("dev.basalt.."))))
        .check(CLASSES);
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    SlicesRuleDefinition.slices()
        .matching("dev.basalt.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  private static String packages(String module) {
    return "dev.basalt." + module + "..";
  }
}
