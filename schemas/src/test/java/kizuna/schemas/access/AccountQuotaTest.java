package kizuna.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountQuotaTest {

  private final AccountQuota quota = new AccountQuota(3, 2);

  @Test
  void oneAccountTakesItsShareAndLeavesTheRestToOthers() {
    assertThat(quota.enter("a")).isTrue();
    assertThat(quota.enter("a")).isTrue();
    assertThat(quota.enter("a")).isFalse();
    assertThat(quota.isFull()).isFalse();
    assertThat(quota.enter("b")).isTrue();
    assertThat(quota.isFull()).isTrue();
    assertThat(quota.enter("c")).isFalse();
  }

  @Test
  void aPlaceThatIsLeftIsThereForTheNext() {
    quota.enter("a");
    quota.enter("a");
    quota.enter("b");

    quota.leave("a");

    assertThat(quota.enter("c")).isTrue();
    assertThat(quota.enter("a")).as("all are taken").isFalse();
    quota.leave("b");
    assertThat(quota.enter("a")).isTrue();
  }
}
