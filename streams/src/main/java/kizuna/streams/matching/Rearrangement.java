package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.state.Dispatch;

/**
 * A published proposal that was moved.
 *
 * @param dispatch the proposal that was called off
 * @param forRequestId the request that it was moved for
 * @param replacedBy proposals that replace it; empty if a higher priority took it
 */
public record Rearrangement(Dispatch dispatch, String forRequestId, List<String> replacedBy) {

  public Rearrangement {
    replacedBy = List.copyOf(replacedBy);
  }
}
