package kizuna.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.ConfluentRegistry;
import kizuna.streams.topology.DecisionTopology;

/** What may know what across the modules; this one sits on top and sees them all. */
@AnalyzeClasses(packages = "kizuna", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static void everyModuleIsLookedAt(JavaClasses all) {
    assertThat(all.contain(ConfluentRegistry.class)).isTrue();
    assertThat(all.contain(DecisionTopology.class)).isTrue();
    assertThat(all.contain(IntakeProducer.class)).isTrue();
  }

  @ArchTest
  static final ArchRule theRelocatedConfluentClientIsKnownToOneClass =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ConfluentRegistry.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule seedsKnowOnlyTheContract =
      noClasses()
          .that()
          .resideInAPackage("kizuna.seeds..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kizuna.streams..", "kizuna.producers..", "kizuna.infra..");

  @ArchTest
  static final ArchRule whereItRunsHasNoCycle =
      slices().matching("kizuna.infra.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyKnowsWhereItRuns =
      noClasses()
          .that()
          .resideOutsideOfPackage("kizuna.infra..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("kizuna.infra..");
}
