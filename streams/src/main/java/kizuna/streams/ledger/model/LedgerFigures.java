package kizuna.streams.ledger.model;

/**
 * Figures as they stood at one moment. Each has one name in every answer and on every page.
 *
 * @param openRequests requests with open person-days
 * @param openPersonDays short from today on: it can still be filled
 * @param unmetPersonDays short on days that are over
 * @param personDays promised or served
 * @param proposed persons in PROPOSED dispatches of whom no report is missing; the next three
 *     likewise, each in its state
 * @param notReported persons of whom a report is missing; they are in no other figure of persons
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
