package kizuna.producers;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the door.
 *
 * @param bootstrapServers host:port of brokers
 * @param schemaRegistry full URL that a Confluent client needs
 * @param defaultNetwork network of facts that name none
 * @param tickedNetworks networks whose live log is told the time
 * @param tickInterval how often
 */
@Validated
@ConfigurationProperties("kizuna")
public record DoorSettings(
    @NotBlank String bootstrapServers,
    @NotNull URI schemaRegistry,
    @NotBlank String defaultNetwork,
    @NotNull List<String> tickedNetworks,
    @NotNull Duration tickInterval) {}
