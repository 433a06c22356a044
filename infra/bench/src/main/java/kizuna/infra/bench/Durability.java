package kizuna.infra.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** The failures that an acknowledged write survives, on one machine. */
enum Durability {
  /** The end of the process: written data is in the operating system. */
  PROCESS("off", false),
  /** A power cut: what is written is on the disk. */
  DISK("on", true);

  private final String fsync;
  private final boolean flushed;

  Durability(String fsync, boolean flushed) {
    this.fsync = fsync;
    this.flushed = flushed;
  }

  /** PostgreSQL's setting {@code fsync}. */
  String fsync() {
    return fsync;
  }

  /** Applies it to a broker; the default of a broker is {@link #PROCESS}. */
  void apply(Admin admin) throws ExecutionException, InterruptedException {
    if (flushed) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.BROKER, ""),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("log.flush.interval.messages", "1"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
