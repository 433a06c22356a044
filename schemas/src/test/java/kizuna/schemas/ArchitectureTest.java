package kizuna.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** What the contract may know: little, because everybody knows it. */
@AnalyzeClasses(packages = "kizuna", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theRelocatedConfluentClientIsKnownToOneClass =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ConfluentRegistry.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..")
          .because("names that are only there by relocation change with their next release");

  @ArchTest
  static final ArchRule theContractRunsAnywhere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "org.apache.kafka.streams..", "jakarta..", "picocli..")
          .because("the contract is for programs of every kind");

  @ArchTest
  static final ArchRule theContractKnowsNoOtherModule =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.seeds..", "kizuna.streams..", "kizuna.producers..", "kizuna.infra..");

  @ArchTest
  static final ArchRule generatedRecordsKnowOnlyAvroAndThemselves =
      classes()
          .that()
          .resideInAnyPackage(
              "kizuna.codes..",
              "kizuna.facts..",
              "kizuna.decisions..",
              "kizuna.states..",
              "kizuna.drills..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.apache.avro..",
              "kizuna.codes..",
              "kizuna.facts..",
              "kizuna.decisions..",
              "kizuna.states..",
              "kizuna.drills..");

  @ArchTest
  static final ArchRule theWireKnowsNothingOfForms =
      noClasses()
          .that()
          .resideInAPackage("kizuna.schemas")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("kizuna.schemas.form..");

  @Test
  void aSecondClassThatKnowsTheRelocatedClientIsCaught() {
    JavaClasses thisOneDoes = new ClassFileImporter().importClasses(GoldenBytesTest.class);

    assertThat(theRelocatedConfluentClientIsKnownToOneClass.evaluate(thisOneDoes).hasViolation())
        .isTrue();
  }
}
