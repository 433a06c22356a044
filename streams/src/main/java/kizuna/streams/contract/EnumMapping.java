package kizuna.streams.contract;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Translates code lists by name between the contract and the domain, which use the same names. */
public final class EnumMapping {

  private EnumMapping() {}

  /** The constants of a type, which it would copy each time. */
  private static final ClassValue<Enum<?>[]> CONSTANTS =
      new ClassValue<>() {
        @Override
        protected Enum<?>[] computeValue(Class<?> type) {
          return (Enum<?>[]) type.getEnumConstants();
        }
      };

  /**
   * The constant of the same name.
   *
   * @throws IllegalArgumentException if there is none: UNKNOWN, a code of a later version
   */
  public static <E extends Enum<E>> E to(Class<E> type, Enum<?> code) {
    Enum<?>[] constants = CONSTANTS.get(type);
    int place = code.ordinal();
    // Nearly always in the same place.
    if (place < constants.length && constants[place].name().equals(code.name())) {
      return type.cast(constants[place]);
    }
    for (Enum<?> constant : constants) {
      if (constant.name().equals(code.name())) {
        return type.cast(constant);
      }
    }
    throw new IllegalArgumentException("expected a " + type.getSimpleName() + ", but " + code);
  }

  static <E extends Enum<E>> Set<E> set(Class<E> type, Collection<? extends Enum<?>> codes) {
    EnumSet<E> set = EnumSet.noneOf(type);
    codes.forEach(c -> set.add(to(type, c)));
    return set;
  }

  static <E extends Enum<E>> List<E> list(Class<E> type, Collection<? extends Enum<?>> codes) {
    if (codes.size() <= 1) {
      // Nearly all lists of codes; a decision has one for each lender and rule.
      return codes.isEmpty() ? List.of() : List.of(to(type, codes.iterator().next()));
    }
    return codes.stream().sorted().map(c -> to(type, c)).toList();
  }
}
