package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Dispatch;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import org.jspecify.annotations.Nullable;

/** What was found about one lender for one request: every lender of the network gets one. */
public record LenderVerdict(
    String lender,
    Verdict verdict,
    List<Finding> findings,
    @Nullable Agreement agreement,
    @Nullable Rank rank,
    List<Dispatch> proposals) {}
