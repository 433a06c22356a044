package kizuna.schemas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * A schema registry that speaks Confluent's protocol, through Confluent's own client. That client
 * is on Maven Central only under other package names; they appear in this class and nowhere else.
 */
public final class ConfluentRegistry implements SchemaRegistry {

  private static final int CONNECT_TIMEOUT_MS = 3_000;
  private static final int READ_TIMEOUT_MS = 10_000;
  private static final int CACHED_SCHEMAS = 1_000;
  private static final String COMPATIBILITY = "FULL_TRANSITIVE";
  private static final int NOT_FOUND = 404;

  /** Limit of tries if a registration conflicts with another one. */
  private static final int MAX_TRIES = 4;

  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;

  private final String url;
  private final CachedSchemaRegistryClient client;

  /**
   * @param url the full URL that a Confluent client needs, for example
   *     http://localhost:8081/apis/ccompat/v7
   */
  public ConfluentRegistry(String url) {
    this(url, ClientProperties.NONE);
  }

  /**
   * @param properties credentials for the registry
   */
  public ConfluentRegistry(String url, ClientProperties properties) {
    this.url = url;
    RestService rest = new RestService(url);
    properties
        .registryUser()
        .map(
            user ->
                "Basic "
                    + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
        .or(() -> properties.registryToken().map(token -> "Bearer " + token))
        .ifPresent(proof -> rest.setHttpHeaders(Map.of("Authorization", proof)));
    rest.setHttpConnectTimeoutMs(CONNECT_TIMEOUT_MS);
    rest.setHttpReadTimeoutMs(READ_TIMEOUT_MS);
    // Answers that an id is unknown are not kept: the id may be given out a moment later.
    Map<String, Object> settings = new HashMap<>();
    settings.put("missing.cache.size", 0);
    settings.putAll(properties.registryStores());
    this.client = new CachedSchemaRegistryClient(rest, CACHED_SCHEMAS, settings);
  }

  @Override
  public int register(String subject, Schema schema) {
    for (int tries = 1; ; tries++) {
      try {
        client.updateCompatibility(subject, COMPATIBILITY);
        return client.register(subject, new AvroSchema(schema.toString()));
      } catch (IOException e) {
        throw unavailable(e);
      } catch (RestClientException e) {
        // Another program may create the subject, or its rule, at the same time: then it exists.
        if (e.getStatus() != CONFLICT || tries == MAX_TRIES) {
          throw refused(subject, e);
        }
      }
    }
  }

  private RuntimeException refused(String subject, RestClientException e) {
    if (e.getStatus() >= SERVER_ERROR) {
      return unavailable(e);
    }
    return new RegistryRefused(
        e.getStatus() == CONFLICT
            ? MESSAGES.of("incompatible", subject, COMPATIBILITY, e.getMessage())
            : MESSAGES.of("refused", url, subject, e.getMessage()),
        e);
  }

  @Override
  public Optional<Schema> byId(int id) {
    try {
      return Optional.of(new Schema.Parser().parse(client.getSchemaById(id).canonicalString()));
    } catch (IOException e) {
      throw unavailable(e);
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND) {
        return Optional.empty();
      }
      throw unavailable(e);
    } catch (RuntimeException e) {
      // An id of a schema that is not Avro: no record of Kizuna is written with it.
      return Optional.empty();
    }
  }

  @Override
  public void remove(String subject) {
    // A subject is marked first, and only then can it be removed for good.
    for (boolean forGood : new boolean[] {false, true}) {
      try {
        client.deleteSubject(subject, forGood);
      } catch (IOException e) {
        throw unavailable(e);
      } catch (RestClientException e) {
        if (e.getStatus() >= SERVER_ERROR) {
          throw unavailable(e);
        }
        // Already deleted, or never registered.
      }
    }
  }

  private RegistryUnavailable unavailable(Exception e) {
    return new RegistryUnavailable(url, e);
  }
}
