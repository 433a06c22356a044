package kizuna.infra.command;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import kizuna.streams.explain.Language;
import kizuna.streams.state.NetworkView;

/** The sentences of one group of commands, in one language. */
public final class CommandMessages {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(NetworkView.JAPAN);

  private final MessageList list;
  private final Language language;

  private CommandMessages(MessageList list, Language language) {
    this.list = list;
    this.language = language;
  }

  /** The pages that compare a drill with history. */
  public static CommandMessages ofHistory(Language language) {
    return of("history", language);
  }

  /** The runs of drills. */
  public static CommandMessages ofRuns(Language language) {
    return of("runs", language);
  }

  /** {@code repair}. */
  public static CommandMessages ofRepair(Language language) {
    return of("repair", language);
  }

  /** {@code verify}, {@code archive} and {@code heads}. */
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
    return new CommandMessages(MessageList.beside(CommandMessages.class, about), language);
  }

  /** The sentence under a key, its gaps filled; days stay as they are written in records. */
  public String text(String key, Object... gaps) {
    return list.text(language.locale(), key, gaps);
  }

  /** The same for an error; it is translated when it is printed. */
  public Message of(String key, Object... gaps) {
    return list.of(key, gaps);
  }

  public boolean has(String key) {
    return list.has(key);
  }

  public boolean isJapanese() {
    return language == Language.JA;
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
}
