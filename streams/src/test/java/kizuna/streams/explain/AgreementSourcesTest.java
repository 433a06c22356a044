package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.Drills;
import org.junit.jupiter.api.Test;

/** A Japanese page names the sources of bundled agreements in Japanese. */
class AgreementSourcesTest {

  private static final Pattern ENGLISH =
      Pattern.compile("\\b(illustrative|signed|names|days|of)\\b");

  @Test
  void everyBundledSourceHasAJapaneseText() {
    List<String> sources =
        Stream.concat(
                ReferenceData.forLive(Instant.EPOCH).stream(),
                Drills.bundled().stream().flatMap(drill -> drill.facts().stream()))
            .map(Fact::getAgreementSigned)
            .flatMap(agreement -> Optional.ofNullable(agreement).stream())
            .map(agreement -> agreement.getSource())
            .distinct()
            .toList();

    assertThat(sources).hasSizeGreaterThan(20);
    assertThat(sources)
        .allSatisfy(
            source -> {
              assertThat(AgreementSourceText.of(source, Language.JA))
                  .doesNotContainPattern(ENGLISH);
              assertThat(AgreementSourceText.of(source, Language.EN)).isEqualTo(source);
            });
  }
}
