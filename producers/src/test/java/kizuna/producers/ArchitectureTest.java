package kizuna.producers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import kizuna.producers.drill.DrillEventProducer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.NullMarked;

/** What this module may know, and what it may not. */
@AnalyzeClasses(packages = "kizuna.producers", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule factsComeFromOutsideAndKnowNothingOfDecisions =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kizuna.streams..", "kizuna.infra..");

  @ArchTest
  static final ArchRule onlyTheFactLogAndTheConductOfDrillsWriteToKafka =
      noClasses()
          .that()
          .doNotBelongToAnyOf(IntakeProducer.class, DrillEventProducer.class, LogProducer.class)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(LogProducer.class, KafkaProducer.class);

  @ArchTest
  static final ArchRule producersOfKafkaAreOpenedInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(LogProducer.class)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(KafkaProducer.class);

  @ArchTest
  static final ArchRule theCommandLineSpeaksHttpAndNeedsNoDoor =
      noClasses()
          .that()
          .resideInAPackage("kizuna.producers.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "org.apache.kafka..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule theRealTimeComesFromTheClockBean =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "belong to the door", type -> type.getPackageName().equals("kizuna.producers")))
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule nothingStaticChanges =
      classes()
          .should(
              new ArchCondition<JavaClass>("have only final static fields") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  type.getFields().stream()
                      .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                      .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                      .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                      .filter(field -> !field.getName().startsWith("$"))
                      .forEach(
                          field ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      field, field.getFullName() + " can change")));
                }
              });

  @ArchTest
  static final ArchRule everyPackageSaysWhatMayBeNull =
      classes()
          .should(
              new ArchCondition<JavaClass>("reside in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getPackageName() + " is not @NullMarked"));
                  }
                }
              });

  @ArchTest
  static final ArchRule packagesAreNamedForTheField =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..common..",
              "..core..",
              "..impl..",
              "..dto..",
              "..manager..",
              "..helper..");
}
