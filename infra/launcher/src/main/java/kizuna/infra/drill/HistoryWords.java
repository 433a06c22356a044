package kizuna.infra.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import kizuna.streams.explain.Language;
import kizuna.streams.state.NetworkView;

/** The sentences of {@link HistoryPage}, or about the runs of drills, in one language. */
final class HistoryWords {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(NetworkView.JAPAN);

  private final Language language;
  private final Properties sentences;

  private HistoryWords(Language language, Properties sentences) {
    this.language = language;
    this.sentences = sentences;
  }

  static HistoryWords of(Language language) {
    return of("history", language);
  }

  /** The sentences about runs. */
  static HistoryWords ofRuns(Language language) {
    return of("runs", language);
  }

  private static HistoryWords of(String about, Language language) {
    String resource = about + "_" + language.tag() + ".properties";
    Properties sentences = new Properties();
    try (InputStream in = HistoryWords.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("expected " + resource + " on the class path, but nothing");
      }
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HistoryWords(language, sentences);
  }

  /** The sentence under a key, its gaps filled; days stay as they are written in records. */
  String it(String key, Object... gaps) {
    String sentence = sentences.getProperty(key);
    if (sentence == null) {
      throw new IllegalArgumentException(
          "expected a sentence for " + key + " in " + language.tag() + ", but there is none");
    }
    Object[] said =
        Arrays.stream(gaps).map(g -> g instanceof Number ? g : String.valueOf(g)).toArray();
    return new MessageFormat(sentence, language.locale()).format(said);
  }

  /** The separator of two sentences. */
  String gap() {
    return it("gap");
  }

  /** Joins the items of a list. */
  Collector<CharSequence, ?, String> listed() {
    return Collectors.joining(it("comma"));
  }

  /** A minute in Japan. */
  String time(Instant at) {
    return MINUTE.format(at);
  }

  /** A day in Japan. */
  String day(Instant at) {
    return time(at).substring(0, 10);
  }

  String number(long n) {
    return NumberFormat.getIntegerInstance(language.locale()).format(n);
  }

  Set<String> keys() {
    return new TreeSet<>(sentences.stringPropertyNames());
  }
}
