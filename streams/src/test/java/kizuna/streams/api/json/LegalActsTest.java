package kizuna.streams.api.json;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.matching.NetworkAtWork;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;

/** What waits for an answer on the pages. */
class LegalActsTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private LedgerEntry row() {
    return StateTranslator.entry(ID, kizuna.network.dispatchOf("r1-1"), kizuna.network.today());
  }

  @Test
  void anExtensionWaitsForAnAnswerUntilTheyAreReleasedOrCalledBack() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 20);
    kizuna.requested("r1", 5, 1, 8);
    List.of(Act.CONFIRM, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), day(9)));

    assertThat(LegalActs.extensionToAnswer(row())).isEqualTo(day(9));

    kizuna.acted(Act.RELEASE, "r1-1", day(3));

    assertThat(row().getExtensionAskedTo()).isEqualTo(day(9));
    assertThat(LegalActs.extensionToAnswer(row())).isNull();
  }
}
