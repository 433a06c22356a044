package kizuna.streams.simulation;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.ResourceType;

/** Keys on the topic of owners, by the keys of the books. */
final class OwnerKeys {

  private static final Map<String, ResourceType> THINGS =
      Map.of("r", ResourceType.REQUEST, "o", ResourceType.OFFER, "d", ResourceType.DISPATCH);

  private OwnerKeys() {}

  static TreeSet<String> of(Collection<String> keysOfBooks) {
    TreeSet<String> keys = new TreeSet<>();
    for (String key : keysOfBooks) {
      String[] parts = key.split("\\|", -1);
      ResourceType thing = THINGS.get(parts[0]);
      if (thing != null) {
        keys.add(new OwnerKey(parts[1], thing, parts[2]).text());
      } else if (parts[0].equals("c")) {
        keys.add(OwnerKey.complete(parts[1]));
      }
    }
    return keys;
  }
}
