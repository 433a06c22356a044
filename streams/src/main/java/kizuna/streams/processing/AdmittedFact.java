package kizuna.streams.processing;

import kizuna.facts.Fact;
import kizuna.streams.matching.Report;

/**
 * A fact that was read, has the right form and is in the right partition.
 *
 * @param report the same fact for the rules
 * @param wire the same fact in wire format, as received
 * @param offset in the intake log
 */
record AdmittedFact(Fact fact, Report report, byte[] wire, long offset) {

  String networkId() {
    return fact.getNetworkId();
  }
}
