package kizuna.streams.ledger.query;

import java.util.Set;
import kizuna.codes.NoticeCode;
import org.jspecify.annotations.Nullable;

/** Which notices are wanted. Null or an empty set: any. */
public record NoticeQuery(
    @Nullable String network, @Nullable String addressee, Set<NoticeCode> codes) {}
