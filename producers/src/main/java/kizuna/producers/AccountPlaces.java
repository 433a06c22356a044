package kizuna.producers;

import java.util.HashMap;
import java.util.Map;

/** A bounded number of places, of which one account takes at most its share. */
final class AccountPlaces {

  private final int most;
  private final int mostOfAccount;
  private final Map<String, Integer> taken = new HashMap<>();
  private int takenInAll;

  /**
   * @param most places in all
   * @param mostOfAccount places of one account
   */
  AccountPlaces(int most, int mostOfAccount) {
    this.most = most;
    this.mostOfAccount = mostOfAccount;
  }

  /** Takes a place, if there is one for the account; whoever got one leaves it. */
  synchronized boolean enter(String account) {
    if (takenInAll >= most || taken.getOrDefault(account, 0) >= mostOfAccount) {
      return false;
    }
    takenInAll++;
    taken.merge(account, 1, Integer::sum);
    return true;
  }

  synchronized void leave(String account) {
    takenInAll--;
    taken.computeIfPresent(account, (a, places) -> places == 1 ? null : places - 1);
  }

  synchronized boolean isFull() {
    return takenInAll >= most;
  }

  int mostOfAccount() {
    return mostOfAccount;
  }
}
