package kizuna.schemas.access;

import java.util.HashMap;
import java.util.Map;

/** A bounded number of places; one account takes at most its share. */
public final class AccountQuota {

  private final int most;
  private final int mostOfAccount;
  private final Map<String, Integer> taken = new HashMap<>();
  private int takenInAll;

  /**
   * @param most places in all
   * @param mostOfAccount places of one account
   */
  public AccountQuota(int most, int mostOfAccount) {
    this.most = most;
    this.mostOfAccount = mostOfAccount;
  }

  /** Takes a place, if there is one for the account; a caller that got one leaves it. */
  public synchronized boolean enter(String account) {
    if (takenInAll >= most || taken.getOrDefault(account, 0) >= mostOfAccount) {
      return false;
    }
    takenInAll++;
    taken.merge(account, 1, Integer::sum);
    return true;
  }

  public synchronized void leave(String account) {
    takenInAll--;
    taken.computeIfPresent(account, (a, places) -> places == 1 ? null : places - 1);
  }

  public synchronized boolean isFull() {
    return takenInAll >= most;
  }

  public int mostOfAccount() {
    return mostOfAccount;
  }
}
