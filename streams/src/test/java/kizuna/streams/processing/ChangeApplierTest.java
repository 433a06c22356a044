package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.Test;

/** Step 5, apply: state, store and published states change together. */
class ChangeApplierTest {

  private static final String NETWORK = FactBuilder.NETWORK;

  private final Steps steps = new Steps();

  private List<String> published(List<Out> outs) {
    return outs.stream().map(out -> out.node() + " " + out.key()).toList();
  }

  @Test
  void aRequestIsAppliedSavedAndPublishedWithWhatItChanges() throws UnreadableRecord {
    RecordedDecision decision = steps.recorded(steps.f.requested("req-1", 4, 8));
    assertThat(steps.network().state().request("req-1")).as("recorded only").isNull();

    List<Out> outs = ChangeApplier.apply(decision);

    assertThat(steps.network().state().requestOf("req-1").dispatchIds()).containsExactly("req-1-1");
    assertThat(published(outs))
        .containsExactlyInAnyOrder(
            Sinks.OWNERS + " " + NETWORK + "/REQUEST/req-1",
            Sinks.OWNERS + " " + NETWORK + "/DISPATCH/req-1-1",
            Sinks.DISPATCH_LEDGER + " " + NETWORK + "/req-1-1",
            Sinks.REQUEST_STATUS + " " + NETWORK + "/req-1",
            Sinks.OFFER_STATUS + " " + NETWORK + "/off-1");
    for (Out out : outs) {
      String kind =
          Map.of(Sinks.DISPATCH_LEDGER, "d|", Sinks.REQUEST_STATUS, "r|")
              .getOrDefault(out.node(), "");
      if (!kind.isEmpty()) {
        assertThat(steps.kizuna.shelf.get(out.key().replace(NETWORK + "/", kind + NETWORK + "|")))
            .as(out.node())
            .isEqualTo(out.value());
      }
    }
  }

  @Test
  void aRejectedFactChangesNothing() throws UnreadableRecord {
    Map<String, byte[]> before = new TreeMap<>(steps.kizuna.shelf.entries());
    RecordedDecision rejected = steps.recorded(steps.f.cancelledRequest("unknown"));

    assertThat(ChangeApplier.apply(rejected)).isEmpty();

    assertThat(new TreeMap<>(steps.kizuna.shelf.entries())).isEqualTo(before);
  }
}
