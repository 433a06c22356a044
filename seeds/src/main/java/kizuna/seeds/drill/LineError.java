package kizuna.seeds.drill;

/**
 * One thing that is wrong with a drill's file.
 *
 * @param line number of the line, from 1
 * @param message expected what, for which, but what
 */
public record LineError(int line, String message) {

  @Override
  public String toString() {
    return "line " + line + ": " + message;
  }
}
