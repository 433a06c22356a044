package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One rule says in which language a request is answered. */
class AcceptLanguageTest {

  @Test
  void theParameterGoesBeforeTheHeaderAndWithoutEitherItIsJapanese() {
    is(Locale.JAPANESE, null, null);
    is(Locale.ENGLISH, "en", "ja");
    is(Locale.JAPANESE, "ja", "en");
    is(Locale.ENGLISH, null, "en-GB,ja;q=0.5");
    is(Locale.JAPANESE, null, "ja-JP,en;q=0.5");
  }

  @Test
  void whatIsNoneOfOursOrCannotBeReadIsAsIfItWereNotThere() {
    is(Locale.ENGLISH, "fr", "en");
    is(Locale.ENGLISH, "", "en");
    is(Locale.JAPANESE, null, "fr");
    is(Locale.JAPANESE, null, ";;q=x");
    is(Locale.JAPANESE, null, "");
  }

  private static void is(Locale expected, @Nullable String parameter, @Nullable String header) {
    assertThat(AcceptLanguage.of(parameter, header)).isEqualTo(expected);
  }
}
