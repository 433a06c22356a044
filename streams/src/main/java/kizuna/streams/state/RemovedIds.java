package kizuna.streams.state;

import java.util.HashMap;
import java.util.Map;

/**
 * Ids of items removed from the state: they are never used again. Only they stay, each with the
 * disaster that it belonged to.
 */
public interface RemovedIds {

  boolean contains(String id);

  /**
   * @param disasterId empty if it belonged to none
   */
  void add(String id, String disasterId);

  /** In the heap, for deciding without a store. */
  static RemovedIds inHeap() {
    Map<String, String> ids = new HashMap<>();
    return new RemovedIds() {
      @Override
      public boolean contains(String id) {
        return ids.containsKey(id);
      }

      @Override
      public void add(String id, String disasterId) {
        ids.put(id, disasterId);
      }
    };
  }
}
