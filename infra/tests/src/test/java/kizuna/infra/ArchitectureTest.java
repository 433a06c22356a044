package kizuna.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.ConfluentRegistry;
import kizuna.streams.topology.DecisionTopology;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What may know what across the modules; this one sits on top and sees them all. The engine of
 * ArchUnit would run it alone, after all other tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(WholePlatform.BESIDE)
class ArchitectureTest {

  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("kizuna");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(all.contain(ConfluentRegistry.class)).isTrue();
    assertThat(all.contain(DecisionTopology.class)).isTrue();
    assertThat(all.contain(IntakeProducer.class)).isTrue();
  }

  @Test
  void theRelocatedConfluentClientIsKnownToOneClass() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ConfluentRegistry.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(all);
  }

  @Test
  void seedsKnowOnlyTheContract() {
    noClasses()
        .that()
        .resideInAPackage("kizuna.seeds..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kizuna.streams..", "kizuna.producers..", "kizuna.infra..")
        .check(all);
  }

  @Test
  void whereItRunsHasNoCycle() {
    slices().matching("kizuna.infra.(*)..").should().beFreeOfCycles().check(all);
  }

  @Test
  void nobodyKnowsWhereItRuns() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kizuna.infra..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("kizuna.infra..")
        .check(all);
  }
}
