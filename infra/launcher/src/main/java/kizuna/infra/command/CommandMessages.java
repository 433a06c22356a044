package kizuna.infra.command;

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

/** The sentences of one group of commands, in one language. */
public final class CommandMessages {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(NetworkView.JAPAN);

  private final Language language;
  private final Properties sentences;

  private CommandMessages(Language language, Properties sentences) {
    this.language = language;
    this.sentences = sentences;
  }

  /** The pages that compare a drill with what happened. */
  public static CommandMessages ofHistory(Language language) {
    return of("history", language);
  }

  /** The runs of drills. */
  public static CommandMessages ofRuns(Language language) {
    return of("runs", language);
  }

  /** {@code verify} and {@code archive}. */
  public static CommandMessages ofVerification(Language language) {
    return of("verification", language);
  }

  /** Questions to a log: {@code log}, {@code diff}, {@code what-if}, {@code ready}. */
  public static CommandMessages ofAnalysis(Language language) {
    return of("analysis", language);
  }

  /** {@code up}. */
  public static CommandMessages ofUp(Language language) {
    return of("up", language);
  }

  /** {@code status}. */
  public static CommandMessages ofStatus(Language language) {
    return of("status", language);
  }

  /** {@code backup}. */
  public static CommandMessages ofBackup(Language language) {
    return of("backup", language);
  }

  private static CommandMessages of(String about, Language language) {
    String resource = about + "_" + language.tag() + ".properties";
    Properties sentences = new Properties();
    try (InputStream in = CommandMessages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("expected " + resource + " on the class path, but nothing");
      }
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CommandMessages(language, sentences);
  }

  /** The sentence under a key, its gaps filled; days stay as they are written in records. */
  public String text(String key, Object... gaps) {
    String sentence = sentences.getProperty(key);
    if (sentence == null) {
      throw new IllegalArgumentException(
          "expected a sentence for " + key + " in " + language.tag() + ", but there is none");
    }
    Object[] arguments =
        Arrays.stream(gaps).map(g -> g instanceof Number ? g : String.valueOf(g)).toArray();
    return new MessageFormat(sentence, language.locale()).format(arguments);
  }

  /** The separator of two sentences. */
  public String gap() {
    return text("gap");
  }

  /** Joins the items of a list. */
  public Collector<CharSequence, ?, String> listed() {
    return Collectors.joining(text("comma"));
  }

  /** A minute in Japan. */
  public String time(Instant at) {
    return MINUTE.format(at);
  }

  /** A day in Japan. */
  public String day(Instant at) {
    return time(at).substring(0, 10);
  }

  public String number(long n) {
    return NumberFormat.getIntegerInstance(language.locale()).format(n);
  }

  public Set<String> keys() {
    return new TreeSet<>(sentences.stringPropertyNames());
  }
}
