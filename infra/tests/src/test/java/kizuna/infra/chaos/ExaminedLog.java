package kizuna.infra.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;

/** A live log that a round writes to and examines, whatever decides it. */
interface ExaminedLog {

  Topics topics();

  /** The cluster, as an account that may do everything reaches it. */
  KafkaCluster cluster();

  SchemaRegistry registry();

  /** The file of the rows that are read from the log; empty if nothing reads it. */
  Optional<Path> database() throws IOException;
}
