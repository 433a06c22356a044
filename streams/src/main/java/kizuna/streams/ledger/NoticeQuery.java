package kizuna.streams.ledger;

import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.NoticeCode;
import org.jspecify.annotations.Nullable;

/** Which notices are wanted. Null or an empty set: any. */
public record NoticeQuery(
    @Nullable String network, @Nullable String addressee, Set<NoticeCode> codes)
    implements Predicate<LedgerView.NoticeGiven> {

  @Override
  public boolean test(LedgerView.NoticeGiven given) {
    return LedgerQuery.matches(network, given.networkId())
        && LedgerQuery.matches(addressee, given.notice().getAddressee())
        && (codes.isEmpty() || codes.contains(given.notice().getCode()));
  }
}
