package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.seeds.drill.Drills;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Records that Kizuna writes hold ids, codes and numbers, and of free text only what a reporter
 * wrote. Sentences are made at the edge: none is hashed, and none has to be taken apart again.
 */
class NoProseOnTheLog {

  /** Fields that say again what a reporter wrote, by record and field. */
  private static final Set<String> REPORTERS_OWN_WORDS =
      Set.of(
          "Reason.name",
          "AgreementStatus.title",
          "AgreementStatus.source",
          "RequestStatus.place",
          "RequestStatus.route",
          "RequestStatus.damage",
          "RequestStatus.documentNumber",
          "NetworkSummary.name");

  /** Notation of rules version 5 and before: nothing writes it. */
  private static final Set<String> NEVER_WRITTEN =
      Set.of("Reason.expected", "Reason.actual", "Finding.expected", "Finding.actual");

  private static final Pattern ID_OR_CODE = Pattern.compile("[\\p{Alnum}._:/~-]+");

  private final Map<String, String> prose = new TreeMap<>();

  @TestFactory
  Stream<DynamicTest> randomHistoriesLeaveIdsAndCodesOnly() {
    return Seeds.each(
        25,
        seed -> {
          LogHarness kizuna = new LogHarness();
          RandomHistory.of(seed, Histories.LENGTH).forEach(kizuna::put);
          look(kizuna);
          assertThat(prose).isEmpty();
        });
  }

  @Test
  void drillsLeaveIdsAndCodesOnly() throws Exception {
    for (String id : Drills.BUNDLED) {
      LogHarness kizuna = new LogHarness(Topics.of(Namespace.drill(id), 1));
      for (Fact fact : Drills.load(id).facts()) {
        kizuna.put(fact);
      }
      look(kizuna);
    }

    assertThat(prose).isEmpty();
  }

  private void look(LogHarness kizuna) {
    List<IndexedRecord> records = new ArrayList<>(kizuna.decisions);
    records.addAll(kizuna.events);
    records.addAll(kizuna.rejections);
    records.addAll(kizuna.ledger.values());
    records.addAll(kizuna.requests.values());
    records.addAll(kizuna.offers.values());
    records.addAll(kizuna.agreements);
    records.forEach(this::look);
  }

  private void look(IndexedRecord record) {
    record
        .getSchema()
        .getFields()
        .forEach(
            field ->
                look(record.getSchema().getName() + "." + field.name(), record.get(field.pos())));
  }

  private void look(String field, Object value) {
    if (value instanceof IndexedRecord inner) {
      look(inner);
    } else if (value instanceof Iterable<?> all) {
      all.forEach(one -> look(field, one));
    } else if (value instanceof String text
        && !REPORTERS_OWN_WORDS.contains(field)
        && (NEVER_WRITTEN.contains(field)
            ? !text.isEmpty()
            : !ID_OR_CODE.matcher(text).matches())) {
      prose.put(field, text);
    }
  }
}
