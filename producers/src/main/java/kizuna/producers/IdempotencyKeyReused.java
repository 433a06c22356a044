package kizuna.producers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kizuna.edge.ApiException;
import kizuna.facts.Fact;
import kizuna.producers.LoggedReports.Recorded;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactContent.Difference;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error for another report under a used key: the first report, the differences of this one, and
 * the remedies.
 */
final class IdempotencyKeyReused {

  private static final int LONGEST_SHOWN = 80;

  private IdempotencyKeyReused() {}

  /**
   * @param outcome address of the first report's outcome
   * @param drill the parameter of the drill, with its question mark; empty for the live log
   */
  static ApiException refused(
      Recorded first, Fact now, List<Difference> differences, String outcome, String drill) {
    SpecificRecordBase body = FactForm.bodyOf(first.fact());
    String id = ReportAuthorization.idOf(body);
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    members.put("firstId", id);
    members.put("firstKind", FactForm.name(first.fact().getKind()));
    members.put("firstEventId", first.fact().getEventId().toString());
    members.put("firstRecordedAt", first.receipt().recordedAt().toString());
    members.put("firstOutcome", outcome);
    ArrayNode list = members.putArray("differences");
    for (Difference difference : differences) {
      ObjectNode one = list.addObject();
      one.put("field", difference.field());
      one.put("first", difference.first());
      one.put("now", difference.now());
    }
    acts(members.putArray("acts"), first.fact(), now, differences, id, drill);
    return new ApiException(
            ProblemType.IDEMPOTENCY_KEY_REUSED,
            FactForm.name(first.fact().getKind()) + (id.isEmpty() ? "" : " " + id),
            differences.stream()
                .map(d -> d.field() + ": " + shown(d.first()) + " → " + shown(d.now()))
                .collect(Collectors.joining("; ")))
        .with(members);
  }

  private static void acts(
      ArrayNode acts, Fact first, Fact now, List<Difference> differences, String id, String drill) {
    Optional<FactDescriptor<?>> amending =
        FactKinds.of(first.getKind()).amendedBy().map(FactKinds::of);
    Set<String> fields = new TreeSet<>();
    differences.forEach(d -> fields.add(d.field().split("[.\\[]", 2)[0]));
    if (amending.isPresent()
        && first.getKind() == now.getKind()
        && fields.stream().allMatch(f -> amending.get().schema().getField(f) != null)) {
      ObjectNode act = acts.addObject();
      act.put("act", "amend");
      act.put("path", amending.get().route().orElseThrow().of(id) + drill);
      ObjectNode values = AvroJson.write(FactForm.bodyOf(now));
      ObjectNode body = act.putObject("body");
      fields.forEach(field -> body.set(field, values.get(field)));
    }
    acts.addObject().put("act", "send-as-another");
  }

  private static String shown(@Nullable String value) {
    return value == null
        ? "–"
        : value.codePointCount(0, value.length()) <= LONGEST_SHOWN
            ? value
            : value.substring(0, value.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
  }
}
