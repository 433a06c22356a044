package kizuna.streams.rulebook;

import java.util.Locale;

/** A text outside Kizuna that a rule follows. Titles are in {@code sources_*.properties}. */
public enum RuleCitation {
  DISASTER_ACT_2_2(Basis.LAW),
  DISASTER_ACT_8(Basis.LAW),
  DISASTER_ACT_67(Basis.LAW),
  DISASTER_ACT_68(Basis.LAW),
  DISPATCH_SCHEME(Basis.GUIDELINE),
  COOPERATION_LECTURE(Basis.GUIDELINE),
  NATIONAL_PRE_ASSIGNMENT(Basis.GUIDELINE),
  AGREEMENT_TEXT(Basis.AGREEMENT),
  CITIES_21_AGREEMENT(Basis.AGREEMENT);

  /** The kind of text that a rule follows, the strongest first. */
  public enum Basis {
    LAW,
    GUIDELINE,
    AGREEMENT,
    /** No outside text: Kizuna decided it, with a reason. */
    OURS;

    String key() {
      return "basis." + name();
    }
  }

  private final Basis basis;

  RuleCitation(Basis basis) {
    this.basis = basis;
  }

  public Basis basis() {
    return basis;
  }

  /** Key of its title; its content has the key {@code .says} below it. */
  String key() {
    return "citation." + name();
  }

  /** Its anchor on the rules' page. */
  String anchor() {
    return "source-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
