package kizuna.infra.host;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The memory of each process in MiB: heap, classes, buffers outside the heap. A process that was
 * out of memory gets twice the heap, up to {@link #mostHeap}.
 */
public enum MemoryBudget {
  /** The launcher with the broker; {@code infra/kizuna} starts it with the same values. */
  LAUNCHER(224, 192, 224),
  /** The gateway and the identity provider: everything that strangers reach. */
  DOOR(128, 176, 64),
  REGISTRY(96, 160, 96),
  STREAMS(256, 128, 256),
  PRODUCERS(96, 128, 96);

  private final int heap;
  private final int classes;
  private final int buffers;

  MemoryBudget(int heap, int classes, int buffers) {
    this.heap = heap;
    this.classes = classes;
    this.buffers = buffers;
  }

  /** MiB of heap that a process may get at most when it was out of memory. */
  public static long mostHeap() {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return (machine.getTotalMemorySize() >> 20) / 4;
  }

  String heapFlag() {
    return "-Xmx" + heap + "m";
  }

  String classesFlag() {
    return "-XX:MaxMetaspaceSize=" + classes + "m";
  }

  String buffersFlag() {
    return "-XX:MaxDirectMemorySize=" + buffers + "m";
  }
}
