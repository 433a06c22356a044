package kizuna.infra;

import java.net.URI;
import java.util.Optional;
import kizuna.infra.host.Ports;

/**
 * What a platform runs on.
 *
 * @param port port of the one address for people and programs
 * @param brokerPort port of the embedded broker
 * @param registryPort port of the embedded schema registry
 * @param bootstrapServers a Kafka cluster of one's own; empty for the embedded broker
 * @param schemaRegistry full URL of a schema registry of one's own; empty for the embedded one
 */
public record PlatformSettings(
    int port,
    int brokerPort,
    int registryPort,
    Optional<String> bootstrapServers,
    Optional<URI> schemaRegistry) {

  /** Everything embedded on ports that are free now, for a platform beside another one. */
  public static PlatformSettings onFreePorts() {
    return new PlatformSettings(
        Ports.free(), Ports.free(), Ports.free(), Optional.empty(), Optional.empty());
  }
}
