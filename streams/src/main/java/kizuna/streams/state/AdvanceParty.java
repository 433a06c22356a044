package kizuna.streams.state;

/**
 * Who goes first to whom without being asked, by an agreement (事前割当).
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
