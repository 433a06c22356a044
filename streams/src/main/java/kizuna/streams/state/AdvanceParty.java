package kizuna.streams.state;

/**
 * An advance party that an agreement assigns: it leaves before the receiver asks (事前割当).
 *
 * @param days days of work at the receiver
 * @param place where they report
 * @param route how they get there
 * @param purpose what they are sent for, as those who agreed wrote it
 */
public record AdvanceParty(
    String lender,
    String receiver,
    TaskType taskType,
    int headCount,
    int days,
    String place,
    String route,
    String purpose) {}
