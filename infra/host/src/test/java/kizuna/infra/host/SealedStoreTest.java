package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept is found by whoever has the secret, until it expires, and by nobody else. */
class SealedStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofHours(12));

  @TempDir Path folder;

  private final Sealer sealer = new Sealer(PrivateFiles.newSecret());

  private SealedStore store(Sealer sealer, Instant now) {
    return new SealedStore(
        new SealedStore.DatabaseAddress("jdbc:sqlite:" + folder.resolve("sessions.db"), null, null),
        "kept",
        sealer,
        Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void anotherProcessFindsItUntilItExpiresOrIsRemoved() {
    try (SealedStore one = store(sealer, NOW);
        SealedStore other = store(sealer, NOW);
        SealedStore later = store(sealer, LATER)) {
      one.put("a", "viewer", "first", LATER);
      assertThat(other.get("a")).contains("first");
      other.put("a", "viewer", "second", LATER);
      assertThat(one.get("a")).contains("second");
      assertThat(one.alive()).containsExactly(other.digest("a"));
      assertThat(one.values()).containsExactly("second");

      assertThat(later.get("a")).as("expired").isEmpty();
      one.touch("a", LATER.plusSeconds(1));
      assertThat(later.get("a")).contains("second");

      other.remove("a");
      assertThat(one.get("a")).isEmpty();
      assertThat(one.size()).isZero();
    }
  }

  @Test
  void nobodyReadsItWithoutTheSecretNorPutsOneInThePlaceOfAnother() throws Exception {
    try (SealedStore store = store(sealer, NOW);
        SealedStore stranger = store(new Sealer(PrivateFiles.newSecret()), NOW)) {
      store.put("key-of-viewer", "viewer", "canary", LATER);
      store.put("key-of-operator", "operator", "canary of the operator", LATER);

      assertThat(stranger.get("key-of-viewer")).isEmpty();
      assertThat(stranger.values()).isEmpty();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .doesNotContain("canary")
              .doesNotContain("key-of")
              .doesNotContain("operator");
        }
      }
      try (Connection c =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("sessions.db"));
          Statement swap = c.createStatement()) {
        swap.executeUpdate("update kept set value = (select max(value) from kept)");
      }
      assertThat(store.values()).hasSizeLessThan(2);
    }
  }

  @Test
  void onlyOneHasAClaimUntilItGivesItBackOrItsTimeIsOver() {
    try (SealedStore one = store(sealer, NOW);
        SealedStore other = store(sealer, NOW);
        SealedStore later = store(sealer, NOW.plusSeconds(10))) {
      assertThat(one.claim("renewal", Duration.ofSeconds(10))).isTrue();
      assertThat(other.claim("renewal", Duration.ofSeconds(10))).isFalse();
      assertThat(later.claim("renewal", Duration.ofSeconds(10))).as("time over").isTrue();
      one.remove("renewal");
      assertThat(other.claim("renewal", Duration.ofSeconds(10))).isTrue();
      assertThat(one.size()).as("a claim is no value").isZero();
    }
  }

  @Test
  void whoHasMostLosesWhatExpiresFirst() {
    try (SealedStore store = store(sealer, NOW)) {
      store.put("a", "desk", "desk", NOW.plusSeconds(1));
      for (int i = 1; i <= 4; i++) {
        store.put("v" + i, "viewer", "viewer " + i, LATER.plusSeconds(i));
      }

      store.removeOfLargestOwner(2);

      assertThat(store.values()).containsExactlyInAnyOrder("desk", "viewer 3", "viewer 4");
    }
  }

  @Test
  void aConnectionThatBrokeIsReplaced() {
    try (SealedStore store = store(sealer, NOW)) {
      store.put("a", "viewer", "kept", LATER);
      store.close();
      assertThat(store.get("a")).contains("kept");
    }
  }
}
