package kizuna.streams.verify;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The facts of one disaster.
 *
 * @param ids its ids: its own and those of disasters joined into it
 * @param firstOffset offset of the first of its facts
 */
record DisasterScope(Set<String> ids, long firstOffset) {

  /**
   * The facts of a disaster; disasters that were joined into it are part of it.
   *
   * @throws ArchiveWriter.NotArchived if the network has no such disaster
   */
  static DisasterScope find(
      TopicSerdes formats,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      String networkId,
      String disasterId) {
    Map<String, Long> first = new HashMap<>();
    Map<String, String> into = new HashMap<>();
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      fact(formats, record)
          .filter(f -> f.getNetworkId().equals(networkId))
          .ifPresent(
              f -> {
                if (f.getDisasterDeclared() != null) {
                  first.putIfAbsent(f.getDisasterDeclared().getDisasterId(), record.offset());
                } else if (f.getDisastersJoined() != null) {
                  into.putIfAbsent(
                      f.getDisastersJoined().getDisasterId(), f.getDisastersJoined().getInto());
                }
              });
    }
    String goesOn = disasterId;
    for (int joined = 0; joined <= into.size() && into.containsKey(goesOn); joined++) {
      goesOn = into.getOrDefault(goesOn, goesOn);
    }
    Set<String> ids = new TreeSet<>(List.of(disasterId, goesOn));
    int before;
    do {
      before = ids.size();
      into.forEach(
          (from, goesOnAs) -> {
            if (ids.contains(goesOnAs)) {
              ids.add(from);
            }
          });
    } while (ids.size() > before);
    return ids.stream()
        .filter(first::containsKey)
        .map(first::get)
        .min(Long::compare)
        .map(offset -> new DisasterScope(ids, offset))
        .orElseThrow(
            () ->
                new ArchiveWriter.NotArchived(
                    VerifyMessages.LIST.of("notArchived.undeclared", networkId, disasterId)));
  }

  private static Optional<Fact> fact(TopicSerdes formats, ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(formats.facts().decode(record.value()));
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }
}
