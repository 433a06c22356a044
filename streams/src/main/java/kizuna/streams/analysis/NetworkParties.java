package kizuna.streams.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;

/** The lenders of each network and the members of each association in a log. */
final class NetworkParties {

  private final Map<String, Set<String>> lenders = new HashMap<>();
  private final Map<String, List<String>> members = new HashMap<>();

  void read(Fact fact) {
    String network = fact.getNetworkId();
    if (fact.getNetworkFormed() != null) {
      lenders.put(network, new TreeSet<>(fact.getNetworkFormed().getLenders()));
    } else if (fact.getLenderJoined() != null) {
      lenders
          .computeIfAbsent(network, n -> new TreeSet<>())
          .add(fact.getLenderJoined().getLender());
    } else if (fact.getLenderLeft() != null) {
      lendersOf(network).remove(fact.getLenderLeft().getLender());
    } else if (fact.getAssociationListed() != null) {
      members.put(
          network + "/" + fact.getAssociationListed().getAssociationId(),
          fact.getAssociationListed().getMembers());
    }
  }

  Set<String> lendersOf(String network) {
    return lenders.getOrDefault(network, Set.of());
  }

  Set<String> lendersOf(String network, AgreementSigned agreement) {
    if (agreement.getLenders().isEmpty() && agreement.getLenderAssociations().isEmpty()) {
      return lendersOf(network);
    }
    return named(network, agreement.getLenders(), agreement.getLenderAssociations());
  }

  Set<String> receiversOf(String network, AgreementSigned agreement) {
    return named(network, agreement.getReceivers(), agreement.getAssociations());
  }

  private Set<String> named(String network, List<String> codes, List<String> associations) {
    Set<String> all = new TreeSet<>(codes);
    for (String id : associations) {
      all.addAll(members.getOrDefault(network + "/" + id, List.of()));
    }
    return all;
  }

  /** Both sides, each once, in order. */
  List<String> partiesOf(String network, AgreementSigned agreement) {
    Set<String> all = new TreeSet<>(lendersOf(network, agreement));
    all.addAll(receiversOf(network, agreement));
    return new ArrayList<>(all);
  }
}
