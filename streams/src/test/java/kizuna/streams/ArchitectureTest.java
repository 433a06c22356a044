package kizuna.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may know what in this module. */
@AnalyzeClasses(packages = "kizuna.streams", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule streamsNeverSeeProducers =
      noClasses().should().dependOnClassesThat().resideInAPackage("kizuna.producers..");

  @ArchTest
  static final ArchRule theRulesArePureJava =
      classes()
          .that()
          .resideInAnyPackage("kizuna.streams.matching..", "kizuna.streams.state..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations..",
              "kizuna.streams.matching..",
              "kizuna.streams.state..");

  @ArchTest
  static final ArchRule theRulesDoNotAskTheTimeOrDrawLots =
      noClasses()
          .that()
          .resideInAnyPackage("kizuna.streams.matching..", "kizuna.streams.state..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDate.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule viewsKnowNoHttp =
      noClasses()
          .that()
          .resideInAnyPackage("kizuna.streams.ledger..", "kizuna.streams.explain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kizuna.streams.api..", "org.springframework..", "jakarta..");

  /**
   * But for two that ask and change nothing: which acts the lifecycles allow, so that a page offers
   * no other, and what the decider would say.
   */
  @ArchTest
  static final ArchRule readsDecideNothing =
      noClasses()
          .that()
          .resideInAnyPackage(
              "kizuna.streams.ledger..", "kizuna.streams.explain..", "kizuna.streams.api..")
          .and()
          .haveNameNotMatching(
              ".*\\.(LegalActs|PartyController|PreviewController|PreviewService)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.matching..",
              "kizuna.streams.state..",
              "kizuna.streams.topology..",
              "org.apache.kafka.streams..");
}
