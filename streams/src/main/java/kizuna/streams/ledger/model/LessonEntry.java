package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;
import org.jspecify.annotations.Nullable;

/**
 * A lesson.
 *
 * @param since the log's time of it
 * @param closedAt null while it is open
 * @param closed how it was closed; null while it is open
 */
public record LessonEntry(
    String networkId,
    LessonRecorded lesson,
    Instant since,
    @Nullable Instant closedAt,
    @Nullable LessonClosed closed) {}
