package kizuna.seeds.drill;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The data of a drill without its facts. */
public interface DrillOutline {

  String id();

  String titleJa();

  String titleEn();

  List<DrillNetwork> networks();

  /** The drill's time at its start. */
  Instant start();

  /** The drill's time at its end. */
  Instant end();

  /** The expected result; empty for a drill without a worked-out result. */
  Optional<Expected> expected();
}
