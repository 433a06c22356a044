package kizuna.streams.analysis;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.facts.Fact;

/**
 * The possible subjects of what-if questions in a log.
 *
 * @param agreements titles by id
 * @param lenders codes of those who lend in any network
 * @param municipalities codes of all listed ones
 */
public record LogSubjects(
    Map<String, String> agreements, Set<String> lenders, Set<String> municipalities) {

  /** The subjects in the facts of a log. */
  public static LogSubjects of(Iterator<Fact> log) {
    Map<String, String> agreements = new TreeMap<>();
    Set<String> lenders = new TreeSet<>();
    Set<String> municipalities = new TreeSet<>();
    while (log.hasNext()) {
      Fact fact = log.next();
      if (fact.getAgreementSigned() != null) {
        agreements.put(
            fact.getAgreementSigned().getAgreementId(), fact.getAgreementSigned().getTitle());
      } else if (fact.getNetworkFormed() != null) {
        lenders.addAll(fact.getNetworkFormed().getLenders());
      } else if (fact.getLenderJoined() != null) {
        lenders.add(fact.getLenderJoined().getLender());
      } else if (fact.getMunicipalitiesListed() != null) {
        fact.getMunicipalitiesListed()
            .getMunicipalities()
            .forEach(m -> municipalities.add(m.getCode()));
      }
    }
    return new LogSubjects(agreements, lenders, municipalities);
  }
}
