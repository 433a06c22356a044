package kizuna.streams.topology;

import java.util.List;

/**
 * Everything that one record of the intake log leads to, as records ready to be written.
 *
 * @param urgent whether it is about life safety: ask for a commit at once
 */
public record Answer(List<Out> outs, boolean urgent) {

  /**
   * One record.
   *
   * @param node the sink that it goes to
   */
  public record Out(String node, String key, byte[] value) {}
}
