package kizuna.streams.topology;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Lifecycle;
import kizuna.streams.state.Period;

/** Reasons and findings of every kind, with everything set that may be set. */
public final class RandomFacts {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 1);

  /** Where a kind is of several codes, one of them. */
  private static final Map<Class<?>, RejectionCode> CODES =
      Map.of(
          Reason.Bare.class, RejectionCode.ALREADY_EXISTS,
          Reason.Unknown.class, RejectionCode.UNKNOWN_REQUEST,
          Reason.StateForbids.class, RejectionCode.ILLEGAL_TRANSITION,
          Reason.DayMustBe.class, RejectionCode.PERIOD_INVALID,
          Reason.TourTooLong.class, RejectionCode.TOUR_TOO_LONG,
          Reason.GoesOnAs.class, RejectionCode.REQUEST_MERGED);

  private final Random random;
  private int next = 10;

  public RandomFacts(Random random) {
    this.random = random;
  }

  /** One of any kind of a sealed type. */
  public <T> T any(Class<T> sealed) {
    Class<?>[] kinds = sealed.getPermittedSubclasses();
    return sealed.cast(of(kinds[random.nextInt(kinds.length)]));
  }

  /** One of a kind. */
  public Object of(Class<?> kind) {
    try {
      Constructor<?> constructor =
          kind.getDeclaredConstructor(
              Stream.of(kind.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(
          Stream.of(kind.getRecordComponents())
              .map(
                  c ->
                      c.getType() == RejectionCode.class
                          ? Objects.requireNonNull(CODES.get(kind), kind.getName())
                          : value(c.getGenericType(), c.getName()))
              .toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(Type type, String name) {
    if (type instanceof WildcardType wild) {
      return value(wild.getUpperBounds()[0], name);
    }
    if (type instanceof ParameterizedType p) {
      if (p.getRawType() == Lifecycle.class) {
        return DispatchState.CONFIRMED;
      }
      Object some = value(p.getActualTypeArguments()[0], name);
      Object more = value(p.getActualTypeArguments()[0], name);
      LinkedHashSet<Object> both = new LinkedHashSet<>(List.of(some, more));
      return p.getRawType() == List.class ? List.copyOf(both) : both;
    }
    Class<?> c = (Class<?>) type;
    if (c == String.class) {
      return name + "-" + next++;
    } else if (c == int.class || c == Integer.class) {
      return next++;
    } else if (c == long.class) {
      return (long) next++;
    } else if (c == boolean.class) {
      return random.nextBoolean();
    } else if (c == Instant.class) {
      return Instant.EPOCH.plusSeconds(next++);
    } else if (c == LocalDate.class) {
      return DAY.plusDays(next++);
    } else if (c == Period.class) {
      return new Period(DAY.plusDays(next++), DAY.plusDays(++next));
    } else if (c == DailyCount.class) {
      return new DailyCount(new Period(DAY.plusDays(next++), DAY.plusDays(++next)), next++);
    } else if (c == DispatchState.Act.class) {
      return DispatchState.Act.CONFIRM;
    } else if (c.isEnum()) {
      return c.getEnumConstants()[random.nextInt(c.getEnumConstants().length)];
    }
    return of(c);
  }
}
