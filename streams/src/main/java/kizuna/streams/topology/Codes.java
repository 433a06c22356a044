package kizuna.streams.topology;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Translates code lists by name between the contract and the domain; the two have the same names.
 */
final class Codes {

  private Codes() {}

  /**
   * The constant of the same name.
   *
   * @throws IllegalArgumentException if there is none: UNKNOWN, a code of tomorrow
   */
  static <E extends Enum<E>> E to(Class<E> type, Enum<?> code) {
    return Enum.valueOf(type, code.name());
  }

  static <E extends Enum<E>> Set<E> set(Class<E> type, Collection<? extends Enum<?>> codes) {
    EnumSet<E> set = EnumSet.noneOf(type);
    codes.forEach(c -> set.add(to(type, c)));
    return set;
  }

  static <E extends Enum<E>> List<E> list(Class<E> type, Collection<? extends Enum<?>> codes) {
    return codes.stream().sorted().map(c -> to(type, c)).toList();
  }
}
