package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.states.Owner;
import org.junit.jupiter.api.Test;

/** Whose what is, of as many as a great disaster brings. */
class OwnershipIndexTest {

  private static final int IDS = 100_000;
  private static final int OWNERS = 400;

  @Test
  void idsAreOfTheirThingAndNetworkOnly() {
    OwnershipIndex index = new OwnershipIndex(100);
    Owner desk = new Owner("172049", null, null);

    index.formed("tokyo23", Instant.EPOCH);
    index.put("tokyo23/REQUEST/req-1", desk);

    assertThat(index.find(new OwnerKey("tokyo23", ResourceType.REQUEST, "req-1"))).contains(desk);
    assertThat(index.find(new OwnerKey("osaka", ResourceType.REQUEST, "req-1"))).isEmpty();
    assertThat(index.find(new OwnerKey("tokyo23", ResourceType.OFFER, "req-1"))).isEmpty();
    assertThat(index.knows("tokyo23")).isTrue();
    assertThat(index.knows("osaka")).isFalse();
    index.remove("tokyo23/REQUEST/req-1");
    assertThat(index.find(new OwnerKey("tokyo23", ResourceType.REQUEST, "req-1"))).isEmpty();
  }

  /** The process that holds them has a heap of 96 MiB. */
  @Test
  void aHundredThousandIdsAreAFractionOfTheHeap() {
    long before = used();
    OwnershipIndex index = new OwnershipIndex(100);
    for (int i = 0; i < IDS; i++) {
      Owner owner = new Owner("17" + i % OWNERS, "13" + i % 23, null);
      index.put("tokyo23/DISPATCH/req-" + Integer.toHexString(i) + "-1", owner);
    }
    long mebibytes = (used() - before) >> 20;

    System.out.println("100,000 ids: " + mebibytes + " MiB");
    assertThat(index.size()).isEqualTo(IDS + OWNERS * 23);
    assertThat(mebibytes).isLessThan(24);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
