package kizuna.schemas;

/**
 * Key of a record on the topic of owners.
 *
 * @param networkId the network, which no slash may be in
 */
public record OwnerKey(String networkId, ResourceType thing, String id) {

  static final String MEANING = "networkId/thing/id, or networkId: all of it is told";

  /** What has an owner. */
  public enum ResourceType {
    REQUEST,
    OFFER,
    DISPATCH
  }

  /** The key as it is written. */
  public String text() {
    return networkId + "/" + thing + "/" + id;
  }

  /**
   * Key of the record that marks the owners of everything in the state of a network as published.
   */
  public static String complete(String networkId) {
    return networkId;
  }
}
