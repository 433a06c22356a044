package kizuna.streams.ledger;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import kizuna.facts.Municipality;
import kizuna.states.LedgerEntry;

/**
 * Finds lines of the ledger by what somebody typed: ids, codes, names of municipalities with their
 * readings, names of disasters. Several words must all be found. Wide and narrow letters, capitals,
 * accents, hiragana and katakana are the same.
 */
public final class LedgerText implements Predicate<LedgerEntry> {

  /** Lengths and accents over Latin letters, not the voicing marks of kana. */
  private static final Pattern LATIN_MARKS = Pattern.compile("[\\u0300-\\u036f]");

  private record Word(String text, Set<String> municipalities, Set<String> disasters) {
    boolean in(LedgerEntry e) {
      return municipalities.contains(e.getLender())
          || municipalities.contains(e.getReceiver())
          || disasters.contains(e.getDisasterId())
          || contains(e.getDispatchId())
          || contains(e.getRequestId())
          || contains(e.getOfferId())
          || contains(e.getAgreementId())
          || contains(e.getLender())
          || contains(e.getReceiver());
    }

    private boolean contains(String id) {
      return plain(id).contains(text);
    }
  }

  private final List<Word> words = new ArrayList<>();

  /** What finds this text, with the names as a view knows them now. */
  public LedgerText(String typed, LedgerView view) {
    for (String text : plain(typed).strip().split("\\s+", -1)) {
      if (!text.isEmpty()) {
        words.add(word(text, view));
      }
    }
  }

  private static Word word(String text, LedgerView view) {
    Set<String> municipalities = new HashSet<>();
    for (Municipality m : view.municipalities()) {
      if (plain(m.getName() + "\n" + m.getKana() + "\n" + m.getRomaji()).contains(text)) {
        municipalities.add(m.getCode());
      }
    }
    Set<String> disasters = new HashSet<>();
    for (LedgerView.Disaster d : view.disasters()) {
      if (plain(d.declared().getDisasterId() + "\n" + d.declared().getName()).contains(text)) {
        disasters.add(d.declared().getDisasterId());
      }
    }
    return new Word(text, municipalities, disasters);
  }

  @Override
  public boolean test(LedgerEntry e) {
    return words.stream().allMatch(w -> w.in(e));
  }

  /** The same letters for what people take for the same. */
  static String plain(String text) {
    String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
    String bare = LATIN_MARKS.matcher(apart).replaceAll("");
    String folded = Normalizer.normalize(bare, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    StringBuilder plain = new StringBuilder(folded.length());
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      plain.append(c >= 'ァ' && c <= 'ヶ' ? (char) (c - 'ァ' + 'ぁ') : c);
    }
    return plain.toString();
  }
}
