package kizuna.streams.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exception that a coordinator decided (調整担当による決定変更), by name and with a reason, until it is
 * revoked.
 *
 * @param lender its subject; null only for REPRIORITISE
 * @param priority the new class; only for REPRIORITISE
 * @param rule id of the rule that does not count; only for WAIVE
 */
public record OverrideDecision(
    String id,
    Kind kind,
    String requestId,
    @Nullable String lender,
    @Nullable Priority priority,
    @Nullable String rule) {

  /** The effect of an override. */
  public enum Kind {
    PIN,
    FORBID,
    REPRIORITISE,
    WAIVE
  }

  /** Whether it has this kind and this lender. */
  public boolean is(Kind asked, String code) {
    return kind == asked && code.equals(lender);
  }

  /** The rule that it waives for this lender, if it waives one. */
  public Optional<String> waives(String code) {
    return is(Kind.WAIVE, code) ? Optional.ofNullable(rule) : Optional.empty();
  }
}
