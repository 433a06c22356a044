package kizuna.seeds.drill;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a drill's file, at once. */
public final class DrillErrors extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<LineError> errors;

  public DrillErrors(String file, List<LineError> errors) {
    super(
        errors.stream()
            .map(e -> file + ", " + e)
            .collect(Collectors.joining(System.lineSeparator())));
    this.errors = List.copyOf(errors);
  }

  public List<LineError> errors() {
    return errors;
  }
}
