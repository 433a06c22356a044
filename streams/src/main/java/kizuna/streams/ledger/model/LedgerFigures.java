package kizuna.streams.ledger.model;

/**
 * Figures at one moment. Each has the same name in all responses and pages.
 *
 * @param openRequests requests with open person-days
 * @param openPersonDays short from today on: it can still be filled
 * @param unmetPersonDays short on days that are over
 * @param personDays promised or served
 * @param proposed persons in PROPOSED dispatches without a missing report; the next three likewise,
 *     each in its state
 * @param notReported persons with a missing report; in no other figure of persons
 * @param away persons on the way there, at work, or on the way home
 */
public record LedgerFigures(
    int requests,
    int openRequests,
    long requestedPersonDays,
    long coveredPersonDays,
    long openPersonDays,
    long unmetPersonDays,
    long personDays,
    int dispatches,
    int proposed,
    int confirmed,
    int inTransit,
    int onSite,
    int notReported,
    int away,
    long decisions,
    long rejections) {}
