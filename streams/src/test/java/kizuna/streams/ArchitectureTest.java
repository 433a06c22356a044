package kizuna.streams;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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

  /** The rules see state, and state sees nobody. */
  @ArchTest
  static final ArchRule stateKnowsNoRule =
      noClasses()
          .that()
          .resideInAPackage("kizuna.streams.state..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("kizuna.streams.matching..");

  /** Translators know both sides, and neither a store nor a log. */
  @ArchTest
  static final ArchRule theContractTranslatesOnly =
      classes()
          .that()
          .resideInAPackage("kizuna.streams.contract..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations..",
              "org.apache.avro..",
              "kizuna.codes..",
              "kizuna.facts..",
              "kizuna.decisions..",
              "kizuna.states..",
              "kizuna.schemas..",
              "kizuna.streams.matching..",
              "kizuna.streams.state..",
              "kizuna.streams.contract..");

  /** The pipeline runs without Kafka Streams, and does not know who runs it. */
  @ArchTest
  static final ArchRule thePipelineKnowsNoTopology =
      noClasses()
          .that()
          .resideInAPackage("kizuna.streams.processing..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.topology..",
              "kizuna.streams.replay..",
              "kizuna.streams.ledger..",
              "kizuna.streams.explain..",
              "kizuna.streams.verify..",
              "kizuna.streams.drills..",
              "kizuna.streams.api..",
              "org.apache.kafka.streams..",
              "org.apache.kafka.clients..",
              "org.springframework..");

  /** A replay decides in the heap: it runs no topology. */
  @ArchTest
  static final ArchRule aReplayRunsNoTopology =
      noClasses()
          .that()
          .resideInAPackage("kizuna.streams.replay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.topology..",
              "kizuna.streams.ledger..",
              "kizuna.streams.api..",
              "org.apache.kafka.streams..",
              "org.springframework..");

  /** Kafka Streams stays in one room. It decides by the pipeline, and replays nothing. */
  @ArchTest
  static final ArchRule theTopologyOnlyRunsThePipeline =
      noClasses()
          .that()
          .resideInAPackage("kizuna.streams.topology..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.replay..",
              "kizuna.streams.ledger..",
              "kizuna.streams.explain..",
              "kizuna.streams.verify..",
              "kizuna.streams.drills..",
              "kizuna.streams.api..",
              "org.springframework..");

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
              ".*\\.(DispatchActs|LegalActs|PreviewController|PreviewService)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.matching..",
              "kizuna.streams.state..",
              "kizuna.streams.contract..",
              "kizuna.streams.processing..",
              "kizuna.streams.replay..",
              "kizuna.streams.topology..",
              "org.apache.kafka.streams..");

  /** The read model in layers; each may use those below it only. */
  @ArchTest
  static final ArchRule theReadModelIsLayered =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("kizuna.streams.ledger..")
          .layer("model")
          .definedBy("kizuna.streams.ledger.model..")
          .layer("database")
          .definedBy("kizuna.streams.ledger.database..")
          .layer("query")
          .definedBy("kizuna.streams.ledger.query..")
          .layer("write")
          .definedBy("kizuna.streams.ledger.write..")
          .layer("projection")
          .definedBy("kizuna.streams.ledger.projection..")
          .whereLayer("database")
          .mayOnlyBeAccessedByLayers("query", "write", "projection")
          .whereLayer("query")
          .mayOnlyBeAccessedByLayers("write", "projection")
          .whereLayer("write")
          .mayOnlyBeAccessedByLayers("projection")
          .whereLayer("projection")
          .mayNotBeAccessedByAnyLayer();

  /** Only the projection polls; the rest of the read model knows rows, not records. */
  @ArchTest
  static final ArchRule onlyTheProjectionKnowsKafkaClients =
      noClasses()
          .that()
          .resideInAnyPackage(
              "kizuna.streams.ledger.model..",
              "kizuna.streams.ledger.database..",
              "kizuna.streams.ledger.query..",
              "kizuna.streams.ledger.write..",
              "kizuna.streams.explain..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.clients..");

  /** Controllers ask queries; that a database is busy is the only thing they know of it. */
  @ArchTest
  static final ArchRule controllersWriteNothingAndKnowNoSql =
      noClasses()
          .that()
          .resideInAPackage("kizuna.streams.api..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "kizuna.streams.ledger.write..",
                      "kizuna.streams.ledger.database..",
                      "java.sql..",
                      "org.jooq..")
                  .and(not(simpleName("ReadModelBusy"))));

  /** Sentences are made of decisions and facts, wherever those were read. */
  @ArchTest
  static final ArchRule explanationsKnowNoReadModel =
      noClasses()
          .that()
          .resideInAPackage("kizuna.streams.explain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.ledger..", "kizuna.streams.verify..", "kizuna.streams.drills..");

  /** Verification needs the log and the rules, nothing that people look at. */
  @ArchTest
  static final ArchRule verificationKnowsNoReadModel =
      noClasses()
          .that()
          .resideInAnyPackage("kizuna.streams.verify..", "kizuna.streams.log..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kizuna.streams.ledger..", "kizuna.streams.api..", "org.springframework..");

  @ArchTest
  static final ArchRule packagesDependOneWay =
      slices().matching("kizuna.streams.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfTheReadModelDependOneWay =
      slices().matching("kizuna.streams.ledger.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfTheApiDependOneWay =
      slices().matching("kizuna.streams.api.(*)..").should().beFreeOfCycles();
}
