package kizuna.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.text.Message;
import kizuna.streams.guarantees.RandomHistory;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads that others hold, compared with the chain: whatever does not agree is said by name. */
class PublishedHeadsTest {

  private static final String NETWORK = FactBuilder.NETWORK;
  private static final Instant DAY = Instant.parse("2026-11-28T00:00:00Z");
  private static List<MatchDecision> chain = List.of();

  @TempDir private Path folder;

  @BeforeAll
  static void aLog() {
    LogHarness log = new LogHarness();
    RandomHistory.of(3, 60).forEach(log::put);
    chain = log.decisions.stream().filter(d -> d.getNetworkId().equals(NETWORK)).toList();
  }

  private static PublishedHeads.Head head(int index) {
    MatchDecision d = chain.get(index);
    return new PublishedHeads.Head(
        d.getNetworkId(), d.getSequence(), HexFormat.of().formatHex(d.getHash().bytes()));
  }

  private static PublishedHeads.Head forged(PublishedHeads.Head head) {
    return new PublishedHeads.Head(head.networkId(), head.sequence(), "0".repeat(64));
  }

  private Path published(Instant day, PublishedHeads.Head... heads) throws IOException {
    assertThat(PublishedHeads.write(folder, "kizuna.live", day, List.of(heads))).isTrue();
    return PublishedHeads.file(folder, day);
  }

  private static List<String> compared(Path with, List<MatchDecision> log) throws IOException {
    PublishedHeads.Comparison comparison = PublishedHeads.from(with);
    log.forEach(comparison::accept);
    assertThat(comparison.differences())
        .allSatisfy(d -> assertThat(d.in(Locale.JAPANESE)).startsWith("ネットワーク "));
    return comparison.differences().stream().map(Message::toString).toList();
  }

  @Test
  void ofMoreFilesThanAreReadNoneIsComparedAndThatIsSaid() throws IOException {
    published(DAY, head(3));
    published(DAY.plusSeconds(86_400), head(4));

    assertThat(PublishedHeads.from(folder, 2).count()).isEqualTo(2);
    assertThatThrownBy(() -> PublishedHeads.from(folder, 1))
        .hasMessageContaining("at most 1 files of heads in a folder");
  }

  @Test
  void aFileThatIsOlderThanTheChainAgrees() throws IOException {
    Path file = published(DAY, head(9));

    assertThat(PublishedHeads.from(file).count()).isEqualTo(1);
    assertThat(compared(file, chain)).isEmpty();
    assertThat(PublishedHeads.write(folder, "kizuna.live", DAY, List.of(forged(head(9)))))
        .as("what a day's file says stays")
        .isFalse();
    assertThat(compared(folder, chain)).isEmpty();
  }

  @Test
  void aFileThatWasEditedOrAChainThatWasRewrittenIsNamedWithWhereItBegins() throws IOException {
    published(DAY, head(4));
    published(DAY.plusSeconds(86_400), forged(head(9)));

    assertThat(compared(folder, chain))
        .singleElement()
        .asString()
        .contains(
            "decision 10 is not the one that heads-2026-11-29.txt names",
            "agrees up to decision 5",
            "between 6 and 10");
  }

  @Test
  void aChainThatIsShorterThanItsHeadIsSaid() throws IOException {
    Path file = published(DAY, head(9));

    assertThat(compared(file, chain.subList(0, 7)))
        .singleElement()
        .asString()
        .contains("the log ends at decision 7", "names decision 10");
  }

  @Test
  void aFileOfAnotherNetworkIsSaid() throws IOException {
    Path file = published(DAY, new PublishedHeads.Head("kansai", 8, "a".repeat(64)));

    assertThat(compared(file, chain))
        .singleElement()
        .asString()
        .contains("network kansai", "has no decision of it", "names decision 8");
  }

  @Test
  void twoFilesThatDisagreeAreSaid() throws IOException {
    published(DAY, head(9));
    published(DAY.plusSeconds(86_400), forged(head(9)));

    assertThat(compared(folder, chain))
        .singleElement()
        .asString()
        .contains("name different heads for decision 10");
  }

  @Test
  void aFileThatWasCutIsRefusedWithItsLine() throws IOException {
    Path file = published(DAY, head(4), head(9));
    String text = Files.readString(file);
    for (int cut : List.of(3, 20, 60)) {
      Files.writeString(file, text.substring(0, text.length() - cut));
      assertThatThrownBy(() -> PublishedHeads.from(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("line 7 of heads-2026-11-28.txt")
          .hasMessageContaining("cut");
    }
  }

  @Test
  void whatHoldsNoHeadsIsRefused() throws IOException {
    Path mail = folder.resolve("mail.txt");
    Files.writeString(mail, "Good morning.\n");

    assertThatThrownBy(() -> PublishedHeads.from(mail))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected published heads")
        .hasMessageContaining("none");
  }

  @Test
  void whateverElseAMailHasBesideTheHeadsDoesNotCount() throws IOException {
    Path file = published(DAY, head(9));
    byte[] before =
        "Subject: =?x?=\n> quoted \u0000".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] heads = Files.readAllBytes(file);
    byte[] all = java.util.Arrays.copyOf(before, before.length + 2 + heads.length);
    all[before.length] = (byte) 0xff;
    all[before.length + 1] = '\n';
    System.arraycopy(heads, 0, all, before.length + 2, heads.length);
    Files.write(file, all);

    assertThat(compared(file, chain)).isEmpty();
  }
}
