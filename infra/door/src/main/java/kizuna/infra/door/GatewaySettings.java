package kizuna.infra.door;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import kizuna.infra.host.Ports;

/**
 * The settings of the gateway.
 *
 * @param port port it listens on; 0 for any free port
 * @param listen the address it listens on
 * @param publicUrl its public address, if that is not this machine's localhost
 * @param producers base address of the module that accepts facts
 * @param streams base address of the module that serves reads
 * @param idle idle time until a user must sign in again
 * @param limits rate limits of one account
 */
public record GatewaySettings(
    int port,
    String listen,
    Optional<URI> publicUrl,
    URI producers,
    URI streams,
    Duration idle,
    Limits limits) {

  private static final String EVERYWHERE = "0.0.0.0";

  /** A shift with its handover: a night of work does not end the session, a night at home does. */
  public static final Duration IDLE = Duration.ofHours(12);

  /** On this machine only, with the default limits. */
  public static GatewaySettings local(int port, URI producers, URI streams) {
    return new GatewaySettings(
        port, Ports.LOOPBACK, Optional.empty(), producers, streams, IDLE, Limits.USUAL);
  }

  /**
   * Limits per account and in total. They protect other users and are not reached in normal work.
   *
   * @param writesPerMinute reports of one account
   * @param readsAtOnce answers that are being waited for, of all accounts
   * @param streamsAtOnce boards that are open, of all accounts
   * @param sessions browsers that are signed in
   * @param reportsAtOnce reports that are being taken, of all accounts; fewer than producers have
   *     threads
   * @param identityAtOnce requests that the embedded identity provider answers for others; fewer
   *     than it has threads, so that the door's own find one
   */
  public record Limits(
      int writesPerMinute,
      int readsAtOnce,
      int streamsAtOnce,
      int sessions,
      int reportsAtOnce,
      int identityAtOnce) {
    public static final Limits USUAL = new Limits(600, 400, 2_000, 3_000, 28, 12);
  }

  GatewaySettings onPort(int free) {
    return new GatewaySettings(free, listen, publicUrl, producers, streams, idle, limits);
  }

  /** The address for programs on this machine. */
  public URI here() {
    return URI.create(
        "http://" + (listen.equals(EVERYWHERE) ? Ports.LOOPBACK : listen) + ":" + port);
  }

  /** The address for people, without a trailing slash. */
  public URI address() {
    return publicUrl
        .map(url -> URI.create(url.toString().replaceAll("/+$", "")))
        .orElseGet(() -> URI.create("http://localhost:" + port));
  }
}
