package kizuna.streams.api;

import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.Documentation;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPair;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.topology.FactBuilder;

/** What two partners did together: help that nobody asked for, and drills that are over. */
final class PartnersLog {

  static final String SENT_UNASKED = AdvanceParty.requestId(NETWORK, "kyotei", 0, "noto");

  private PartnersLog() {}

  /** An agreement, a disaster, and an offer that answers the request that nobody made. */
  static Fact[] unaskedHelp(FactBuilder f) {
    return new Fact[] {
      f.networkFormed(SHINJUKU, SUMIDA),
      f.municipalities(),
      f.agreement(),
      f.declared("noto", WAJIMA),
      f.fact(
          Role.SYSTEM,
          "kizuna",
          FactKind.AID_REQUESTED,
          AidRequested.newBuilder(f.requested(SENT_UNASKED, 2, 5).getAidRequested())
              .setDocumentation(Documentation.UNREQUESTED)
              .build()),
      f.offered("off-1", SHINJUKU, 2, 5)
    };
  }

  /** A run that is over, and between whom people went in it. */
  static void ended(BoardFixture board, String run, String at, DrillPair pair) {
    Namespace namespace = Namespace.drill(run);
    board.namespaces.put(namespace, run);
    board.conduct.put(
        namespace,
        List.of(
            DrillEvent.newBuilder()
                .setEventId(UUID.nameUUIDFromBytes(run.getBytes(StandardCharsets.UTF_8)))
                .setRunId(run)
                .setRealTime(Instant.parse(at))
                .setOffice(new DrillOffice(AccountRole.DIRECTOR, ""))
                .setKind(DrillEventKind.ENDED)
                .setEnded(
                    DrillEnded.newBuilder()
                        .setReason(DrillEndReason.LOG_OVER)
                        .setFacts(10)
                        .setPairs(List.of(pair))
                        .build())
                .build()));
  }
}
