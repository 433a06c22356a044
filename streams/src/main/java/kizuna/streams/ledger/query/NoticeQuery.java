package kizuna.streams.ledger.query;

import java.util.Set;
import kizuna.codes.NoticeCode;
import org.jspecify.annotations.Nullable;

/** A query of notices. Null or an empty set: any. */
public record NoticeQuery(
    @Nullable String network, @Nullable String addressee, Set<NoticeCode> codes) {}
