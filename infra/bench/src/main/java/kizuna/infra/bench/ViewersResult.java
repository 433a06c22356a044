package kizuna.infra.bench;

/**
 * Results for many viewers of one board.
 *
 * @param eventsSeen measured changes, over all reading viewers
 * @param p50Millis a fact is accepted by the log → its change is at a viewer
 * @param coldP50Millis the same in the warm-up, before any viewer had received a change
 * @param firstViewMillis page, words, places and snapshot for one more viewer, median
 * @param snapshotMillis of that the snapshot alone, median
 * @param residentBefore resident bytes of streams with the whole ledger and no viewer
 * @param residentWith at the end of the measurement, with all viewers
 * @param residentAfter after all viewers left
 * @param cutOff stalled viewers that streams had disconnected by the end
 */
record ViewersResult(
    int viewers,
    int stalled,
    int dispatches,
    double factsPerSecond,
    long eventsSeen,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    double coldP50Millis,
    double coldMaxMillis,
    double firstViewMillis,
    double firstViewMaxMillis,
    double snapshotMillis,
    long residentBefore,
    long residentWith,
    long residentAfter,
    int cutOff) {}
