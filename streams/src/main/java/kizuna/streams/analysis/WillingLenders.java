package kizuna.streams.analysis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;
import kizuna.codes.DispatchState;
import kizuna.codes.Role;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;

/**
 * Confirms proposals at once for lenders without answers in the log. Each confirmation is a fact
 * and decided like all others.
 */
final class WillingLenders extends FiguresObserver {

  private final TopicSerdes formats;
  private final BiPredicate<String, String> confirms;
  private final List<Fact> answers = new ArrayList<>();

  /**
   * @param confirms whether it confirms for this request and this lender; otherwise the log has the
   *     answers
   */
  WillingLenders(TopicSerdes formats, BiPredicate<String, String> confirms) {
    super(formats);
    this.formats = formats;
    this.confirms = confirms;
  }

  @Override
  public void decided(Fact fact, ProcessingResult result) {
    super.decided(fact, result);
    for (ProcessingResult.Out out : result.outs()) {
      byte[] value = out.value();
      if (value != null && out.node().equals(Sinks.DISPATCH_LEDGER)) {
        LedgerEntry e = decode(formats.ledger(), value);
        if (e.getState() == DispatchState.PROPOSED
            && confirms.test(e.getRequestId(), e.getLender())) {
          answers.add(confirmed(e, fact));
        }
      }
    }
  }

  @Override
  public List<Fact> answers() {
    List<Fact> now = List.copyOf(answers);
    answers.clear();
    return now;
  }

  private static Fact confirmed(LedgerEntry e, Fact cause) {
    UUID id =
        UUID.nameUUIDFromBytes(
            ("kizuna/willing/" + cause.getEventId() + "/" + e.getDispatchId())
                .getBytes(StandardCharsets.UTF_8));
    return FactForm.envelope(
        id,
        e.getNetworkId(),
        cause.getRecordedAt(),
        cause.getRecordedAt(),
        new Reporter(Role.WARD, e.getLender()),
        cause.getMode(),
        new DispatchConfirmed(new DispatchReference(e.getDispatchId(), null, null)));
  }
}
