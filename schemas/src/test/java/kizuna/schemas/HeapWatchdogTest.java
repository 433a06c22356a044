package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kizuna.schemas.HeapWatchdog.Look;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1) // Takes longest, mostly waiting.
class HeapWatchdogTest {

  private static final long SECOND = 1_000_000_000;

  private final HeapWatchdog watchdog = new HeapWatchdog(Duration.ofSeconds(20));
  private final List<String> full = new ArrayList<>();

  private void look(int second, int collectingMillis, int usedPercent) {
    watchdog.look(new Look(second * SECOND, collectingMillis, usedPercent, 100), full::add);
  }

  @Test
  void aFullHeapThatIsCollectedMostOfTheTimeForTheWholeWindowEndsTheProcess() {
    for (int second = 0; second < 20; second += 2) {
      look(second, second * 900, 97);
    }
    assertThat(full).as("not before the window is over").isEmpty();

    look(20, 18_000, 97);

    assertThat(full).hasSize(1);
    assertThat(full.get(0)).contains("90 % of the last 20 s", "give it more memory");
  }

  @Test
  void aPeakOfCollectionsIsNoFullHeap() {
    for (int second = 0; second <= 60; second += 2) {
      look(second, Math.min(second, 10) * 1_000, 97);
    }
    assertThat(full).isEmpty();
  }

  @Test
  void aHeapThatIsCollectedOftenButIsNotFullIsLeftAlone() {
    for (int second = 0; second <= 60; second += 2) {
      look(second, second * 900, 40);
    }
    assertThat(full).isEmpty();
  }

  /** It went on for ten minutes: the JVM's own limit did not end it. */
  @Test
  void aProcessThatOnlyCollectsEndsAsOneThatIsOutOfMemory() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Fills.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).as(said).isEqualTo(HeapWatchdog.EXIT_CODE);
    assertThat(said).contains("expected room in a heap of", "MiB, but it is full");
  }

  /** Keeps all but some of its heap, and makes garbage in the rest. */
  static final class Fills {

    private static final int ROOM = 2_500_000;
    private static final int PIECE = 1_000;
    private static final List<byte[]> KEPT = new ArrayList<>();
    private static volatile byte[] garbage = {};

    private Fills() {}

    public static void main(String[] args) {
      HeapWatchdog.start(Duration.ofMillis(200), Duration.ofSeconds(2));
      Runtime heap = Runtime.getRuntime();
      while (heap.maxMemory() - heap.totalMemory() + heap.freeMemory() > ROOM) {
        KEPT.add(new byte[PIECE]);
      }
      while (garbage.length < Integer.MAX_VALUE) {
        garbage = new byte[PIECE];
      }
    }
  }
}
