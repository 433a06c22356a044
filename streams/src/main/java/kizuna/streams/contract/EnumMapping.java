package kizuna.streams.contract;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Translates code lists by name between the contract and the domain; the two have the same names.
 */
public final class EnumMapping {

  private EnumMapping() {}

  private static final ClassValue<Map<Class<?>, Enum<?>[]>> TABLES =
      new ClassValue<>() {
        @Override
        protected Map<Class<?>, Enum<?>[]> computeValue(Class<?> from) {
          return new ConcurrentHashMap<>();
        }
      };

  /**
   * The constant of the same name.
   *
   * @throws IllegalArgumentException if there is none: UNKNOWN, a code of tomorrow
   */
  public static <E extends Enum<E>> E to(Class<E> type, Enum<?> code) {
    Map<Class<?>, Enum<?>[]> tables = TABLES.get(code.getDeclaringClass());
    Enum<?>[] table = tables.get(type);
    if (table == null) {
      table = table(code.getDeclaringClass(), type);
      tables.put(type, table);
    }
    Enum<?> constant = table[code.ordinal()];
    if (constant == null) {
      throw new IllegalArgumentException("expected a " + type.getSimpleName() + ", but " + code);
    }
    return type.cast(constant);
  }

  private static <E extends Enum<E>> Enum<?>[] table(Class<?> from, Class<E> to) {
    Map<String, E> byName = new HashMap<>();
    for (E constant : to.getEnumConstants()) {
      byName.put(constant.name(), constant);
    }
    Object[] constants = from.getEnumConstants();
    Enum<?>[] table = new Enum<?>[constants.length];
    for (int i = 0; i < constants.length; i++) {
      table[i] = byName.get(((Enum<?>) constants[i]).name());
    }
    return table;
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
