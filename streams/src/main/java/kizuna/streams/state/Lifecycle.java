package kizuna.streams.state;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * The states of something, with the acts that each allows. A refusal of an act lists the states in
 * which it is legal.
 *
 * @param <A> acts by people or by the passing of time
 */
public sealed interface Lifecycle<A extends Enum<A>>
    permits AgreementState, RequestState, OfferState, DispatchState {

  /** Whether the act is legal in this state. */
  boolean allows(A act);

  /** The states of a lifecycle in which an act is legal, in order. */
  static <S extends Enum<S> & Lifecycle<A>, A extends Enum<A>> List<S> legalIn(
      Class<S> states, A act) {
    return Arrays.stream(states.getEnumConstants()).filter(s -> s.allows(act)).toList();
  }

  /** All states but some. */
  static <S extends Enum<S>> EnumSet<S> allBut(EnumSet<S> some) {
    return EnumSet.complementOf(some);
  }
}
